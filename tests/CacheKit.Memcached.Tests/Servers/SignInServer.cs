namespace CacheKit.Memcached.Tests.Servers;

/// <summary>A server whose users sign in by the text protocol.</summary>
public sealed class SignInServer() : ServerFixture(new() { User = "alice", Password = "Sesam-öffne-dich" });
