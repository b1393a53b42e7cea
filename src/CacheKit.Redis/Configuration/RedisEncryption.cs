using CacheKit.Configuration.Encryption;
using StackExchange.Redis;

namespace CacheKit.Redis.Configuration;

/// <summary>TLS, with redis-py's names of its settings.</summary>
internal static class RedisEncryption
{
    /// <summary>Sets what the settings say of TLS.</summary>
    /// <returns>Whether all of it is right; what is wrong is reported.</returns>
    public static bool Set(ConfigurationOptions client, RedisSettingSource source)
    {
        var reader = new TlsReader(source.Of);
        if (reader.Read(client.Ssl, "write rediss:// in Location or set Options:Ssl to true", RedisOptionNames.SslProtocols, RedisOptionNames.SslRevocation) is not { } tls)
            return false;
        client.Ssl = tls.IsOn;
        if (tls.Host is { } host)
            client.SslHost = host;
        if (tls.Protocols is { } protocols)
            client.SslProtocols = protocols;
        if (tls.Certificate is { } certificate)
            client.CertificateSelection += (_, _, _, _, _) => certificate;
        if (tls.Validation is { } validation)
            client.CertificateValidation += validation.Validate;
        return true;
    }
}
