using CacheKit.Memcached.Tests.Servers;

namespace CacheKit.Memcached.Tests.Clients;

/// <summary>The client as a user of SASL, in the binary protocol.</summary>
public sealed class SaslClientTests(SaslServer server) : ClientFacts(server), IClassFixture<SaslServer>;
