using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CacheKit.Configuration.Encryption;

namespace CacheKit.Tests.Configuration.Encryption;

/// <summary>Certificates of authorities that only the settings name.</summary>
public sealed class TlsCertificateValidationTests : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private readonly List<IDisposable> _made = [];
    private readonly X509Certificate2 _authority;

    public TlsCertificateValidationTests() => _authority = Issue("authority", null, isAuthority: true);

    public void Dispose()
    {
        foreach (var made in _made)
            made.Dispose();
    }

    [Fact]
    public void A_server_of_a_named_authority_is_trusted() => Assert.True(IsTrusted(Issue("cache", _authority, purpose: ServerAuthentication)));

    [Fact]
    public void A_certificate_for_everything_is_one_for_servers_too() => Assert.True(IsTrusted(Issue("cache", _authority)));

    [Fact]
    public void A_client_of_the_same_authority_is_no_server() => Assert.False(IsTrusted(Issue("shop", _authority, purpose: ClientAuthentication)));

    [Fact]
    public void A_server_of_another_authority_is_not_trusted()
    {
        var other = Issue("other", null, isAuthority: true);

        Assert.False(IsTrusted(Issue("cache", other, purpose: ServerAuthentication), other));
    }

    [Fact]
    public void An_authority_in_between_that_the_server_shows_leads_to_the_named_one()
    {
        var between = Issue("between", _authority, isAuthority: true);
        var certificate = Issue("cache", between, purpose: ServerAuthentication);

        Assert.True(IsTrusted(certificate, between));
        Assert.False(IsTrusted(certificate));
    }

    [Theory]
    [InlineData(SslPolicyErrors.RemoteCertificateNameMismatch)]
    [InlineData(SslPolicyErrors.RemoteCertificateNameMismatch | SslPolicyErrors.RemoteCertificateChainErrors)]
    [InlineData(SslPolicyErrors.RemoteCertificateNotAvailable)]
    public void Another_fault_is_no_matter_of_authorities(SslPolicyErrors errors) =>
        Assert.False(IsTrusted(Issue("cache", _authority), errors: errors));

    /// <summary>Judges a certificate that the system does not trust.</summary>
    /// <param name="certificate">The certificate.</param>
    /// <param name="shown">What the server shows besides.</param>
    /// <param name="errors">What the system has against it.</param>
    private bool IsTrusted(X509Certificate2 certificate, X509Certificate2? shown = null, SslPolicyErrors errors = SslPolicyErrors.RemoteCertificateChainErrors)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        if (shown is not null)
            chain.ChainPolicy.ExtraStore.Add(shown);
        Assert.False(chain.Build(certificate));
        return new TlsCertificateValidation(isChecked: true, checksName: true, [_authority]).Validate(this, certificate, chain, errors);
    }

    private X509Certificate2 Issue(string name, X509Certificate2? issuer, bool isAuthority = false, string? purpose = null)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _made.Add(key);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        if (purpose is not null)
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], critical: false));
        var now = DateTimeOffset.UtcNow;
        X509Certificate2 made;
        if (issuer is null)
        {
            made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        }
        else
        {
            // Within the life of its issuer.
            var life = TimeSpan.FromHours(isAuthority ? 2 : 1);
            using var bare = request.Create(issuer, now - life, now + life, Guid.NewGuid().ToByteArray());
            made = bare.CopyWithPrivateKey(key);
        }

        _made.Add(made);
        return made;
    }
}
