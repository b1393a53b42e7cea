using CacheKit.Backends;
using CacheKit.Backends.LocMem;
using CacheKit.Configuration;
using CacheKit.Diagnostics;
using CacheKit.Serialization;
using CacheKit.Values;
using Microsoft.Extensions.Logging.Abstractions;

namespace CacheKit.AspNetCore.Tests;

/// <summary>Caches by alias, each over a backend of its own.</summary>
internal sealed class TestCaches(params (string Alias, ICacheBackend Backend)[] backends) : ICaches
{
    private readonly Dictionary<string, ICache> _caches = backends.ToDictionary(
        static backend => backend.Alias,
        static ICache (backend) => new Cache(
            new CacheSettings { Alias = backend.Alias },
            backend.Backend,
            new PayloadSerializer(),
            new CacheInstruments(backend.Alias, "test"),
            NullLogger.Instance,
            TimeProvider.System));

    public ICache Default => this["default"];

    public IReadOnlyCollection<string> Aliases => _caches.Keys;

    public ICache this[string alias] => _caches.TryGetValue(alias, out var cache)
        ? cache
        : throw new KeyNotFoundException($"No cache '{alias}' is configured; there are: {string.Join(", ", Aliases)}.");

    public static TestCaches Of(params string[] aliases) => new([.. aliases.Select(alias => (alias, LocMem()))]);

    public static ICacheBackend LocMem() => new LocMemBackend(new LocMemStore(TimeProvider.System), LocMemLimits.Default);
}
