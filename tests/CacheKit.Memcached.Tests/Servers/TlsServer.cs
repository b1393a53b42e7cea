namespace CacheKit.Memcached.Tests.Servers;

/// <summary>A server that speaks TLS.</summary>
public sealed class TlsServer() : ServerFixture(new() { IsEncrypted = true });
