using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using StackExchange.Redis;

namespace CacheKit.Redis.Configuration;

/// <summary>TLS, with redis-py's names of its settings.</summary>
internal static class RedisEncryption
{
    /// <summary>Sets what the settings say of TLS.</summary>
    /// <returns>Whether all of it is right; what is wrong is reported.</returns>
    public static bool Set(ConfigurationOptions client, RedisSettingSource source)
    {
        bool isOn = source.Of(RedisOptionNames.Ssl).GetBoolean(RedisOptionNames.Ssl) ?? client.Ssl;
        var check = source.Of(RedisOptionNames.SslCheck).GetEnum<RedisCertificateCheck>(RedisOptionNames.SslCheck) ?? RedisCertificateCheck.Required;
        bool checksName = source.Of(RedisOptionNames.SslCheckHostName).GetBoolean(RedisOptionNames.SslCheckHostName) ?? true;
        bool isRight = TryReadAuthorities(source, out var authorities)
            & TryReadCertificate(source, out var certificate)
            & TryReadProtocols(source, out var protocols);

        client.Ssl = isOn;
        if (source.GetText(RedisOptionNames.SslHost) is { } host)
            client.SslHost = host;
        if (protocols is not null)
            client.SslProtocols = protocols;
        if (certificate is not null)
            client.CertificateSelection += (_, _, _, _, _) => certificate;
        if (check == RedisCertificateCheck.None || !checksName || authorities is not null)
            client.CertificateValidation += new RedisCertificateValidation(check != RedisCertificateCheck.None, checksName, authorities).Validate;
        return isRight;
    }

    private static bool TryReadAuthorities(RedisSettingSource source, out X509Certificate2Collection? authorities)
    {
        string name = source.GetText(RedisOptionNames.SslAuthorityFile) is null ? RedisOptionNames.SslAuthorities : RedisOptionNames.SslAuthorityFile;
        return TryRead(source, name, "the certificates of authorities, in PEM", out authorities, static (text, isFile) =>
        {
            var found = new X509Certificate2Collection();
            if (isFile)
                found.ImportFromPemFile(text);
            else
                found.ImportFromPem(text);
            return found.Count > 0 ? found : throw new CryptographicException("It holds none.");
        });
    }

    private static bool TryReadCertificate(RedisSettingSource source, out X509Certificate2? certificate)
    {
        string? keyFile = source.GetText(RedisOptionNames.SslKeyFile);
        string? password = source.GetText(RedisOptionNames.SslPassword);
        string expected = $"a certificate and its key, in PEM{(keyFile is null ? $" (or the key in {RedisOptionNames.SslKeyFile})" : "")}, the key {(password is null ? "not encrypted, or its password" : "encrypted with the password")} in {RedisOptionNames.SslPassword}";
        return TryRead(source, RedisOptionNames.SslCertificateFile, expected, out certificate, (file, _) =>
        {
            using var fresh = password is null ? X509Certificate2.CreateFromPemFile(file, keyFile) : X509Certificate2.CreateFromEncryptedPemFile(file, password, keyFile);
            // A key that lives in memory alone is of no use to Windows.
            return X509CertificateLoader.LoadPkcs12(fresh.Export(X509ContentType.Pkcs12), null);
        });
    }

    private static bool TryRead<T>(RedisSettingSource source, string name, string expected, out T? read, Func<string, bool, T> load)
        where T : class
    {
        read = null;
        if (source.GetText(name) is not { } text)
            return true;
        try
        {
            read = load(text, name != RedisOptionNames.SslAuthorities);
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            source.Of(name).AddError(name, $"cannot be read; expected {expected}. {(name == RedisOptionNames.SslAuthorities ? "" : failure.Message)}".TrimEnd());
            return false;
        }
    }

    // The numbers are those of Python's ssl.TLSVersion.
    private static bool TryReadProtocols(RedisSettingSource source, out SslProtocols? protocols)
    {
        protocols = source.GetText(RedisOptionNames.SslMinimumVersion)?.ToUpperInvariant().Replace('_', '.') switch
        {
            "TLSV1.2" or "1.2" or "771" => SslProtocols.Tls12 | SslProtocols.Tls13,
            "TLSV1.3" or "1.3" or "772" => SslProtocols.Tls13,
            _ => null,
        };
        if (protocols is not null || source.GetText(RedisOptionNames.SslMinimumVersion) is null)
            return true;
        source.Of(RedisOptionNames.SslMinimumVersion).AddError(RedisOptionNames.SslMinimumVersion, "must be TLSv1.2 or TLSv1.3.");
        return false;
    }
}
