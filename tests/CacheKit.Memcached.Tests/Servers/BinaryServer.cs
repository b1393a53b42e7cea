namespace CacheKit.Memcached.Tests.Servers;

/// <summary>A server that is spoken to in the binary protocol.</summary>
public sealed class BinaryServer() : ServerFixture(new(), MemcachedProtocol.Binary);
