using CacheKit.Benchmarks.Operations;

namespace CacheKit.Benchmarks.Stores.Redis;

/// <summary>What is measured on Redis, with CacheKit's bounds.</summary>
internal static class RedisOperations
{
    // A hundred keys whose values are objects, beside those of bytes.
    private const int Objects = 100;

    private static readonly Profile _profile = Profile.Number(1);

    public static IReadOnlyList<StoreOperation> All { get; } =
    [
        new("Get", 1.10, static (store, keys, place) => store.GetAsync(keys[place])),
        new("Set", 1.20, static (store, keys, place) => store.SetAsync(keys[place], keys.Value)),
        new("Get of an object", 1.12, static (store, _, place) => ((IObjectStore)store).GetObjectAsync(NameOf(place))),
        new("Set of an object", 1.25, static (store, _, place) => ((IObjectStore)store).SetObjectAsync(NameOf(place), _profile)),
        new("Get of 100", 1.20, static (store, keys, place) => store.GetManyAsync(keys.HundredFrom(place))),
        new("Set of 100", 1.20, static (store, keys, place) => store.SetManyAsync(keys.HundredFrom(place), keys.Value)),
    ];

    public static async Task FillAsync(IObjectStore store)
    {
        for (int place = 0; place < Objects; place++)
            await store.SetObjectAsync(NameOf(place), _profile);
    }

    private static string NameOf(int place) => $"object:{place % Objects}";
}
