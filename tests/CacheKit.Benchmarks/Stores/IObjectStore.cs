using CacheKit.Benchmarks.Operations;

namespace CacheKit.Benchmarks.Stores;

/// <summary>A store that is also asked for objects, each in its own key space.</summary>
internal interface IObjectStore : IStore
{
    ValueTask GetObjectAsync(string key);

    ValueTask SetObjectAsync(string key, Profile value);
}
