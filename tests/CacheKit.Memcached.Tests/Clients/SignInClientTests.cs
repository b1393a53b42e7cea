using CacheKit.Memcached.Tests.Servers;

namespace CacheKit.Memcached.Tests.Clients;

/// <summary>The client as a user of the text protocol.</summary>
public sealed class SignInClientTests(SignInServer server) : ClientFacts(server), IClassFixture<SignInServer>;
