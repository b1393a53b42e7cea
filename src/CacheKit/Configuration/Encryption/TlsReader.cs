using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CacheKit.Backends;

namespace CacheKit.Configuration.Encryption;

/// <summary>Reads what the settings of an alias say of TLS, and says what is wrong with it.</summary>
/// <param name="of">The reader that has a setting.</param>
internal sealed class TlsReader(Func<string, CacheOptionReader> of)
{
    /// <summary>The settings; null when something is wrong, which is reported.</summary>
    /// <param name="isOn">Whether TLS is on where no option says so.</param>
    /// <param name="remedy">How it is turned on.</param>
    /// <param name="others">The names of further settings that have a sense only where it is on.</param>
    public TlsSettings? Read(bool isOn, string remedy, params ReadOnlySpan<string> others)
    {
        isOn = of(TlsOptionNames.Ssl).GetBoolean(TlsOptionNames.Ssl) ?? isOn;
        var check = of(TlsOptionNames.Check).GetEnum<TlsCertificateCheck>(TlsOptionNames.Check) ?? TlsCertificateCheck.Required;
        bool checksName = of(TlsOptionNames.CheckHostName).GetBoolean(TlsOptionNames.CheckHostName) ?? true;
        bool isRight = TryReadAuthorities(out var authorities)
            & TryReadCertificate(out var certificate)
            & TryReadProtocols(out var protocols);
        if (isRight)
            isRight = isOn
                ? HaveCertificate(TlsOptionNames.KeyFile, TlsOptionNames.Password)
                : AreIdle([.. TlsOptionNames.All, .. others], check, checksName, remedy);
        return !isRight ? null : new()
        {
            IsOn = isOn,
            Host = GetText(TlsOptionNames.Host),
            Protocols = protocols,
            Certificate = certificate,
            Validation = check == TlsCertificateCheck.None || !checksName || authorities is not null
                ? new TlsCertificateValidation(check != TlsCertificateCheck.None, checksName, authorities)
                : null,
        };
    }

    /// <summary>
    /// Whether no setting asks for what only TLS gives, where there is none: whoever wrote it takes the connection for encrypted.
    /// redis-py refuses such arguments too. What demands nothing (any certificate, for any host) may stay.
    /// </summary>
    private bool AreIdle(ReadOnlySpan<string> names, TlsCertificateCheck check, bool checksName, string remedy)
    {
        bool areIdle = true;
        foreach (string name in names)
        {
            if (name == TlsOptionNames.Ssl || GetText(name) is not { } value
                || (name == TlsOptionNames.Check && check == TlsCertificateCheck.None)
                || (name == TlsOptionNames.CheckHostName && !checksName))
                continue;
            // The text of a certificate is long, and a password is one.
            string told = name is TlsOptionNames.Authorities or TlsOptionNames.Password ? "is there" : $"is {SettingText.Quote(value)}";
            of(name).AddError(name, $"{told}, but the connection is not encrypted: {remedy}; or leave it out.");
            areIdle = false;
        }

        return areIdle;
    }

    /// <summary>Whether what belongs to a certificate of the application's own has one: without it the server would see none.</summary>
    private bool HaveCertificate(params ReadOnlySpan<string> names)
    {
        bool haveOne = true;
        foreach (string name in names)
        {
            if (GetText(name) is null || GetText(TlsOptionNames.CertificateFile) is not null)
                continue;
            of(name).AddError(name, $"is there without {TlsOptionNames.CertificateFile}: name there the certificate that it belongs to; or leave it out.");
            haveOne = false;
        }

        return haveOne;
    }

    // Both may be there; each counts.
    private bool TryReadAuthorities(out X509Certificate2Collection? authorities)
    {
        bool isRight = TryReadAuthorities(TlsOptionNames.AuthorityFile, out authorities) & TryReadAuthorities(TlsOptionNames.Authorities, out var more);
        if (authorities is null)
            authorities = more;
        else if (more is not null)
            authorities.AddRange(more);
        return isRight;
    }

    private bool TryReadAuthorities(string name, out X509Certificate2Collection? authorities) =>
        TryRead(name, "the certificates of authorities, in PEM", out authorities, static (text, isFile) =>
        {
            var found = new X509Certificate2Collection();
            if (isFile)
                found.ImportFromPemFile(text);
            else
                found.ImportFromPem(text);
            return found.Count > 0 ? found : throw new CryptographicException("It holds none.");
        });

    private bool TryReadCertificate(out X509Certificate2? certificate)
    {
        string? keyFile = GetText(TlsOptionNames.KeyFile);
        string? password = GetText(TlsOptionNames.Password);
        string expected = $"a certificate and its key, in PEM{(keyFile is null ? $" (or the key in {TlsOptionNames.KeyFile})" : "")}, the key "
            + $"{(password is null ? "not encrypted, or its password" : "encrypted with the password")} in {TlsOptionNames.Password}";
        return TryRead(TlsOptionNames.CertificateFile, expected, out certificate, (file, _) =>
        {
            using var fresh = password is null
                ? X509Certificate2.CreateFromPemFile(file, keyFile)
                : X509Certificate2.CreateFromEncryptedPemFile(file, password, keyFile);
            // A key that lives in memory alone is of no use to Windows.
            return X509CertificateLoader.LoadPkcs12(fresh.Export(X509ContentType.Pkcs12), null);
        });
    }

    private bool TryRead<T>(string name, string expected, out T? read, Func<string, bool, T> load)
        where T : class
    {
        read = null;
        if (GetText(name) is not { } text)
            return true;
        try
        {
            read = load(text, name != TlsOptionNames.Authorities);
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            of(name).AddError(name, $"cannot be read; expected {expected}. {(name == TlsOptionNames.Authorities ? "" : failure.Message)}".TrimEnd());
            return false;
        }
    }

    // The numbers are those of Python's ssl.TLSVersion.
    private bool TryReadProtocols(out SslProtocols? protocols)
    {
        protocols = GetText(TlsOptionNames.MinimumVersion)?.ToUpperInvariant().Replace('_', '.') switch
        {
            "TLSV1.2" or "1.2" or "771" => SslProtocols.Tls12 | SslProtocols.Tls13,
            "TLSV1.3" or "1.3" or "772" => SslProtocols.Tls13,
            _ => null,
        };
        if (protocols is not null || GetText(TlsOptionNames.MinimumVersion) is null)
            return true;
        of(TlsOptionNames.MinimumVersion).AddError(TlsOptionNames.MinimumVersion, "must be TLSv1.2 or TLSv1.3.");
        return false;
    }

    private string? GetText(string name) => of(name).GetString(name) is { Length: > 0 } text ? text : null;
}
