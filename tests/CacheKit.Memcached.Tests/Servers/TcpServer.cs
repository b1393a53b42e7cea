namespace CacheKit.Memcached.Tests.Servers;

/// <summary>A server that anybody may use by TCP.</summary>
public sealed class TcpServer() : ServerFixture(new());
