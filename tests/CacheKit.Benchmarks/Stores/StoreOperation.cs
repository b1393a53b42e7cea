namespace CacheKit.Benchmarks.Stores;

/// <summary>What is measured of a store, and what CacheKit has to reach.</summary>
/// <param name="Title">The operation in words.</param>
/// <param name="TimesFloor">The most time, in times of the floor's.</param>
/// <param name="Run">Does it once, beginning at one of the keys.</param>
internal sealed record StoreOperation(string Title, double TimesFloor, Func<IStore, StoreKeys, int, ValueTask> Run)
{
    /// <summary>The four operations with their bounds.</summary>
    /// <param name="single">For get and set.</param>
    /// <param name="many">For a hundred at once.</param>
    public static IReadOnlyList<StoreOperation> All(double single, double many) =>
    [
        new("Get", single, static (store, keys, place) => store.GetAsync(keys[place])),
        new("Set", single, static (store, keys, place) => store.SetAsync(keys[place], keys.Value)),
        new("Get of 100", many, static (store, keys, place) => store.GetManyAsync(keys.HundredFrom(place))),
        new("Set of 100", many, static (store, keys, place) => store.SetManyAsync(keys.HundredFrom(place), keys.Value)),
    ];
}
