namespace CacheKit.Benchmarks.Stores;

/// <summary>A store outside this process's memory, as its user calls it: a cache, a peer, or the bare client as the floor.</summary>
internal interface IStore : IAsyncDisposable
{
    string Name { get; }

    ValueTask GetAsync(string key);

    ValueTask SetAsync(string key, byte[] value);

    /// <summary>Reads many keys in the best way that the store has.</summary>
    ValueTask GetManyAsync(string[] keys);

    /// <summary>Stores one value under many keys in the best way that the store has.</summary>
    ValueTask SetManyAsync(string[] keys, byte[] value);
}
