using CacheKit.Memcached.Tests.Servers;

namespace CacheKit.Memcached.Tests;

/// <summary>The client over TLS.</summary>
public sealed class TlsClientTests(TlsServer server) : ClientFacts(server), IClassFixture<TlsServer>;
