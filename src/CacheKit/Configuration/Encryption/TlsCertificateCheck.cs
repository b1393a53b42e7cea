namespace CacheKit.Configuration.Encryption;

/// <summary>redis-py's <c>ssl_cert_reqs</c>: whether the certificate of the server is looked at.</summary>
internal enum TlsCertificateCheck
{
    /// <summary>It must be right.</summary>
    Required,

    /// <summary>The same: a server always shows one.</summary>
    Optional,

    /// <summary>Any is taken: nobody knows who the server is.</summary>
    None,
}
