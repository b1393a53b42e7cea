using CacheKit.Conformance;
using CacheKit.Redis.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Redis.Tests.Interop;

[BackendUnderTest(BackendTraits.StoresAnything | BackendTraits.SharedAcrossProcesses)]
public sealed class RedisFrameworkTests(RedisServers servers) : FrameworkFacts.FrameworkFacts
{
    private const string Name = "redis-server";

    private RedisStore _store = null!;

    public override async ValueTask InitializeAsync() => _store = new(await servers.Tcp.GetAsync(), servers.NextDatabase());

    protected override void Configure(IDictionary<string, string?> settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings["Backend"] = Name;
    }

    protected override void Register(ICacheKitBuilder builder) => builder.AddBackend(Name, _ => _store.NewBackend());
}
