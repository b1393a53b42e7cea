using CacheKit.Memcached.Tests.Servers;

namespace CacheKit.Memcached.Tests.Clients;

/// <summary>The client over a socket in the file system.</summary>
public sealed class SocketClientTests(SocketServer server) : ClientFacts(server), IClassFixture<SocketServer>;
