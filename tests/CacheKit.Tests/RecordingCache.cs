namespace CacheKit.Tests;

/// <summary>Holds nothing, runs every factory, and remembers which form of <c>GetOrSetAsync</c> was called, with which options.</summary>
internal sealed class RecordingCache : ICache
{
    public string? Chosen { get; private set; }

    public CacheEntryOptions Options { get; private set; }

    public string Alias => "default";

    public int Version => 1;

    public ValueTask<T> GetOrSetAsync<T>(
        string key, Func<CancellationToken, ValueTask<T>> factory, CacheEntryOptions options = default,
        CancellationToken cancellationToken = default) =>
        Record("token → ValueTask", options, factory(cancellationToken));

    public ValueTask<T> GetOrSetAsync<TState, T>(
        string key, TState state, Func<TState, CancellationToken, ValueTask<T>> factory, CacheEntryOptions options = default,
        CancellationToken cancellationToken = default) =>
        Record(
            state switch
            {
                // The extensions hand their factory over as the state.
                Func<CancellationToken, Task<T>> => "token → Task",
                Func<Task<T>> => "() → Task",
                Func<ValueTask<T>> => "() → ValueTask",
                Func<T> => "() → value",
                _ => "state",
            },
            options,
            factory(state, cancellationToken));

    public ValueTask<T> GetOrSetAsync<T>(
        string key, Func<CacheEntryContext, CancellationToken, ValueTask<T>> factory, CacheEntryOptions options = default,
        CancellationToken cancellationToken = default) =>
        Record("entry", options, factory(new CacheEntryContext(key, options), cancellationToken));

    public ICache WithVersion(int version) => throw new NotSupportedException();

    public ValueTask<T?> GetAsync<T>(string key, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<T> GetAsync<T>(string key, T defaultValue, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<CacheValue<T>> TryGetAsync<T>(string key, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask SetAsync<T>(
        string key, T value, CacheEntryOptions options = default, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<bool> AddAsync<T>(
        string key, T value, CacheEntryOptions options = default, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<T> GetOrSetValueAsync<T>(
        string key, T value, CacheEntryOptions options = default, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<IReadOnlyDictionary<string, T?>> GetManyAsync<T>(
        IEnumerable<string> keys, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<string>> SetManyAsync<T>(
        IEnumerable<KeyValuePair<string, T>> values, CacheEntryOptions options = default,
        CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<bool> TouchAsync(
        string key, CacheTimeout timeout = default, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<bool> DeleteAsync(string key, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask DeleteManyAsync(IEnumerable<string> keys, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<bool> ContainsAsync(string key, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<long> IncrementAsync(string key, long delta = 1, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<long> DecrementAsync(string key, long delta = 1, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<int> IncrementVersionAsync(string key, int delta = 1, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<int> DecrementVersionAsync(string key, int delta = 1, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<CacheValue<TimeSpan?>> GetTimeToLiveAsync(string key, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask RemoveByTagAsync(IEnumerable<string> tags, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask ClearAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    private ValueTask<T> Record<T>(string form, CacheEntryOptions options, ValueTask<T> made)
    {
        Chosen = form;
        Options = options;
        return made;
    }
}
