using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace CacheKit.Configuration.Encryption;

/// <summary>What the settings of an alias say of TLS, read and valid.</summary>
internal sealed class TlsSettings
{
    /// <summary>Whether it is used.</summary>
    public bool IsOn { get; init; }

    /// <summary>The name that the server's certificate must be made for; null for its host.</summary>
    public string? Host { get; init; }

    /// <summary>The versions; null when the system decides.</summary>
    public SslProtocols? Protocols { get; init; }

    /// <summary>The application's own certificate, with its key.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Who judges the server's certificate; null for the system.</summary>
    public TlsCertificateValidation? Validation { get; init; }
}
