namespace CacheKit.Conformance;

/// <summary>One of the calls of <see cref="ICache"/> that take a key, ready to be made with any key.</summary>
/// <param name="Name">Its name.</param>
/// <param name="MakeAsync">Makes it.</param>
public sealed record CacheCall(string Name, Func<ICache, string, CancellationToken, Task> MakeAsync)
{
    /// <summary>Every call of <see cref="ICache"/> that takes a key.</summary>
    public static IReadOnlyList<CacheCall> All { get; } =
    [
        new("Get", async (cache, key, token) => await cache.GetAsync<long>(key, token)),
        new("Get with a default", async (cache, key, token) => await cache.GetAsync<long>(key, 7, token)),
        new("TryGet", async (cache, key, token) => await cache.TryGetAsync<long>(key, token)),
        new("Set", async (cache, key, token) => await cache.SetAsync(key, 1, default, token)),
        new("Add", async (cache, key, token) => await cache.AddAsync(key, 1, default, token)),
        new("GetOrSet", async (cache, key, token) => await cache.GetOrSetAsync(key, _ => new ValueTask<long>(1), default, token)),
        new("GetOrSet with a state", async (cache, key, token) => await cache.GetOrSetAsync(key, 1L, (state, _) => new ValueTask<long>(state), default, token)),
        new(
            "GetOrSet with an entry",
            async (cache, key, token) => await cache.GetOrSetAsync(key, (CacheEntryContext _, CancellationToken _) => new ValueTask<long>(1), default, token)),
        new("GetOrSetValue", async (cache, key, token) => await cache.GetOrSetValueAsync(key, 1L, default, token)),
        new("GetMany", async (cache, key, token) => await cache.GetManyAsync<long>(["fine", key], token)),
        new("SetMany", async (cache, key, token) => await cache.SetManyAsync<long>([new("fine", 1), new(key, 1)], default, token)),
        new("Touch", async (cache, key, token) => await cache.TouchAsync(key, default, token)),
        new("Delete", async (cache, key, token) => await cache.DeleteAsync(key, token)),
        new("DeleteMany", async (cache, key, token) => await cache.DeleteManyAsync(["fine", key], token)),
        new("Contains", async (cache, key, token) => await cache.ContainsAsync(key, token)),
        new("Increment", async (cache, key, token) => await cache.IncrementAsync(key, 1, token)),
        new("Decrement", async (cache, key, token) => await cache.DecrementAsync(key, 1, token)),
        new("IncrementVersion", async (cache, key, token) => await cache.IncrementVersionAsync(key, 1, token)),
        new("DecrementVersion", async (cache, key, token) => await cache.DecrementVersionAsync(key, 1, token)),
        new("GetTimeToLive", async (cache, key, token) => await cache.GetTimeToLiveAsync(key, token)),
    ];

    /// <summary>Makes the call; that the key is missing is no failure.</summary>
    /// <param name="cache">The cache.</param>
    /// <param name="key">The key.</param>
    public async Task MakeWhetherPresentOrNotAsync(ICache cache, string key)
    {
        try
        {
            await MakeAsync(cache, key, CancellationToken.None);
        }
        catch (KeyNotFoundException)
        {
            // Counters and version moves say so when there is nothing under the key.
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
