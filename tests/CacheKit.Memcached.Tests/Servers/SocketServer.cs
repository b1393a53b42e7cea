namespace CacheKit.Memcached.Tests.Servers;

/// <summary>A server with a socket in the file system.</summary>
public sealed class SocketServer() : ServerFixture(new() { ListensOnSocket = true });
