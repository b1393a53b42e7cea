using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CacheKit.TestServers;

/// <summary>A certificate for <see cref="TestServer.Host"/> and its key, as files in a server's folder; clients must be told to trust it.</summary>
internal sealed class ServerCertificate
{
    private const int KeyRounds = 1000;

    private int _issued;

    public ServerCertificate(ServerFolder folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={TestServer.Host}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Parse(TestServer.Host));
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        var now = DateTimeOffset.UtcNow;
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(2));
        Path = folder.Write("certificate.pem", certificate.ExportCertificatePem());
        KeyPath = folder.Write("key.pem", key.ExportPkcs8PrivateKeyPem());
    }

    public string Path { get; }

    public string KeyPath { get; }

    /// <summary>Issues a certificate to a client, as the authority that it is itself.</summary>
    /// <param name="folder">Where it is written.</param>
    /// <param name="password">What the key is encrypted with; null for nothing.</param>
    public ClientCertificate Issue(ServerFolder folder, string? password)
    {
        using var authority = X509Certificate2.CreateFromPemFile(Path, KeyPath);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        int number = ++_issued;
        var request = new CertificateRequest($"CN=client{number}", key, HashAlgorithmName.SHA256);
        using var certificate = request.Create(authority, authority.NotBefore, authority.NotAfter, [(byte)number]);
        string text = certificate.ExportCertificatePem();
        string keyText = password is null
            ? key.ExportPkcs8PrivateKeyPem()
            : key.ExportEncryptedPkcs8PrivateKeyPem(password, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, KeyRounds));
        return new(
            folder.Write($"client{number}.pem", text),
            folder.Write($"client{number}.key", keyText),
            folder.Write($"client{number}.both.pem", $"{text}\n{keyText}\n"));
    }
}
