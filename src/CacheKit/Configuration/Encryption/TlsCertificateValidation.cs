using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace CacheKit.Configuration.Encryption;

/// <summary>Judges the certificate of a server by what the settings say; without them the system judges.</summary>
/// <param name="isChecked">Whether it is looked at.</param>
/// <param name="checksName">Whether it must be made for the host.</param>
/// <param name="authorities">Who is trusted besides the system's own authorities.</param>
internal sealed class TlsCertificateValidation(bool isChecked, bool checksName, X509Certificate2Collection? authorities)
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    public bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (!isChecked)
            return true;
        if (!checksName)
            errors &= ~SslPolicyErrors.RemoteCertificateNameMismatch;
        if (errors == SslPolicyErrors.RemoteCertificateChainErrors && authorities is not null && certificate is X509Certificate2 shown)
            return IsTrusted(shown, chain, authorities);
        return errors == SslPolicyErrors.None;
    }

    private static bool IsTrusted(X509Certificate2 certificate, X509Chain? shown, X509Certificate2Collection authorities)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        // An authority of one's own seldom says where it lists what it has taken back.
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new(ServerAuthentication));
        foreach (var element in shown?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        return chain.Build(certificate);
    }
}
