using CacheKit.Benchmarks.Operations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Benchmarks.Stores;

/// <summary>CacheKit through <see cref="ICache"/>, with a prefix, a version and room for all entries.</summary>
internal sealed class CacheKitStore : IObjectStore
{
    private readonly ServiceProvider _container;
    private readonly ICache _cache;

    /// <summary>Makes it.</summary>
    /// <param name="register">Registers the backend.</param>
    /// <param name="settings">The settings of the alias.</param>
    public CacheKitStore(Action<ICacheKitBuilder> register, params (string Name, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(((string Name, string Value)[])[("KeyPrefix", "bench"), ("Options:MaxEntries", "10000000"), .. settings]
                is var all ? all.Select(static setting => KeyValuePair.Create($"Caches:default:{setting.Name}", (string?)setting.Value)) : [])
            .Build();
        var services = new ServiceCollection();
        services.AddLogging();
        register(services.AddCacheKit(configuration));
        _container = services.BuildServiceProvider();
        _cache = _container.GetRequiredService<ICache>();
    }

    public string Name { get; init; } = "CacheKit";

    public async ValueTask GetAsync(string key) => _ = await _cache.GetAsync<byte[]>(key) ?? throw new InvalidOperationException("A miss.");

    public ValueTask SetAsync(string key, byte[] value) => _cache.SetAsync(key, value);

    public async ValueTask GetManyAsync(string[] keys)
    {
        if ((await _cache.GetManyAsync<byte[]>(keys)).Count != keys.Length)
            throw new InvalidOperationException("A miss.");
    }

    public async ValueTask SetManyAsync(string[] keys, byte[] value) =>
        await _cache.SetManyAsync(keys.Select(key => KeyValuePair.Create(key, value)));

    public async ValueTask GetObjectAsync(string key) => _ = await _cache.GetAsync<Profile>(key) ?? throw new InvalidOperationException("A miss.");

    public ValueTask SetObjectAsync(string key, Profile value) => _cache.SetAsync(key, value);

    public ValueTask DisposeAsync() => _container.DisposeAsync();
}
