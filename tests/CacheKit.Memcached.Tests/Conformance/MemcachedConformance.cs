using CacheKit.Backends;
using CacheKit.Conformance;
using CacheKit.Memcached.Commands;
using CacheKit.Memcached.Generations;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Memcached.Tests.Conformance;

/// <summary>
/// The facts of every backend on real servers. The caches' clock stands still, the servers' goes on; time that passes is
/// added to both, so that no fact waits for it.
/// </summary>
public abstract class MemcachedConformance : CacheConformance
{
    internal const BackendTraits Traits =
        BackendTraits.StoresAnything | BackendTraits.RefusesUnportableKeys | BackendTraits.WholeSeconds | BackendTraits.SharedAcrossProcesses;

    private const string Name = "memcached-server";

    private MemcachedStore _store = null!;

    // Far more than a fact takes on the servers' clocks.
    protected override TimeSpan Brief => TimeSpan.FromMinutes(2);

    public override async ValueTask InitializeAsync()
    {
        _store = new(StoreOptions());
        await _store.EmptyAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>How to use the servers.</summary>
    protected abstract MemcachedClientOptions Options();

    /// <summary>How facts look at the servers from outside: in the text protocol, which tells what entries live.</summary>
    private protected virtual MemcachedClientOptions StoreOptions()
    {
        var options = Options();
        options.Protocol = MemcachedProtocol.Meta;
        return options;
    }

    /// <summary>Lets time pass on the servers.</summary>
    private protected virtual Task AgeAsync(MemcachedStore store, TimeSpan lifetime) => store.AgeAsync(lifetime);

    internal virtual ICacheBackend NewBackend(CacheBackendContext context, MemcachedEntries entries) => context.ClearScope == CacheClearScope.Prefix
        ? new GenerationBackend(entries, new PrefixGenerations(entries.Client, context.KeyPrefix + ":"))
        : new MemcachedBackend(entries);

    protected override void Configure(IDictionary<string, string?> settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings["Backend"] = Name;
    }

    protected override void Register(ICacheKitBuilder builder) => builder.AddBackend(Name, context =>
    {
        var options = Options();
        var backend = new MemcachedBackendOptions
        {
            KnowsTimeToLive = options.Protocol == MemcachedProtocol.Meta,
            UnknownTimeToLive = context.Timeout,
        };
        return NewBackend(context, new MemcachedEntries(new MemcachedClient(options), backend));
    });

    protected override async ValueTask PassAsync(TimeSpan lifetime)
    {
        await base.PassAsync(lifetime);
        await AgeAsync(_store, lifetime);
    }
}
