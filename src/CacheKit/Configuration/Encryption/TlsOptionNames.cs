namespace CacheKit.Configuration.Encryption;

/// <summary>The options of TLS, the same on every backend on a server; redis-py's names.</summary>
internal static class TlsOptionNames
{
    public const string Ssl = "Ssl";
    public const string Host = "SslHost";
    public const string CheckHostName = "SslCheckHostname";
    public const string Check = "SslCertReqs";
    public const string AuthorityFile = "SslCaCerts";
    public const string Authorities = "SslCaData";
    public const string CertificateFile = "SslCertfile";
    public const string KeyFile = "SslKeyfile";
    public const string Password = "SslPassword";
    public const string MinimumVersion = "SslMinVersion";

    public static IReadOnlyList<string> All { get; } =
        [Ssl, Host, CheckHostName, Check, AuthorityFile, Authorities, CertificateFile, KeyFile, Password, MinimumVersion];
}
