using CacheKit.Backends;
using CacheKit.Conformance;
using CacheKit.Redis.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Redis.Tests.Conformance;

/// <summary>
/// The facts of every backend on real servers. The caches' clock stands still, the server's goes on; time that passes is
/// added to both, so that no fact waits for it.
/// </summary>
public abstract class RedisConformance : CacheConformance
{
    private const string Name = "redis-server";

    protected RedisStore Store { get; private set; } = null!;

    // Far more than a fact takes on the server's clock.
    protected override TimeSpan Brief => TimeSpan.FromMinutes(2);

    public override async ValueTask InitializeAsync() => Store = await FindStoreAsync();

    /// <summary>An empty database.</summary>
    protected abstract Task<RedisStore> FindStoreAsync();

    protected virtual ICacheBackend NewBackend(TimeProvider time) => Store.NewBackend(time);

    protected override void Configure(IDictionary<string, string?> settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings["Backend"] = Name;
    }

    protected override void Register(ICacheKitBuilder builder) => builder.AddBackend(Name, context => NewBackend(context.TimeProvider));

    protected override async ValueTask PassAsync(TimeSpan lifetime)
    {
        await base.PassAsync(lifetime);
        await Store.AgeAsync(lifetime);
    }
}
