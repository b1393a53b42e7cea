using CacheKit.Conformance;
using CacheKit.Redis.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Redis.Tests.Interop;

[BackendUnderTest(BackendTraits.StoresAnything | BackendTraits.SharedAcrossProcesses)]
public sealed class RedisFrameworkTests(RedisServers servers) : FrameworkFacts.FrameworkFacts
{
    private string _location = "";

    public override async ValueTask InitializeAsync() =>
        _location = $"redis://{(await servers.Tcp.GetAsync()).GetEndPoints().Single()}/{servers.NextDatabase()}";

    protected override void Configure(IDictionary<string, string?> settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings["Backend"] = "redis";
        settings["Location"] = _location;
        // For a machine that has much else to do.
        settings["Options:Timeout"] = "60";
    }

    protected override void Register(ICacheKitBuilder builder) => builder.AddRedis();
}
