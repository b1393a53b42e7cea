namespace CacheKit.Memcached.Tests.Servers;

/// <summary>A server whose users sign in by SASL.</summary>
public sealed class SaslServer() : ServerFixture(new() { User = "alice", Password = "Sesam, öffne dich", UsesSasl = true }, MemcachedProtocol.Binary);
