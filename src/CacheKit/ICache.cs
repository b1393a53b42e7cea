namespace CacheKit;

/// <summary>
/// One configured cache. Thread-safe. Comes from dependency injection: the default alias as <see cref="ICache"/>,
/// others as keyed services by alias, or from <see cref="ICaches"/>.
/// </summary>
/// <remarks>
/// <para>All methods throw <see cref="ArgumentNullException"/> for a null key, <see cref="InvalidCacheKeyException"/> where
/// the backend refuses the key, and <see cref="CacheBackendException"/> when the backend fails; with
/// <c>Options:OnFailure</c> = <c>miss</c> they then do what they would on an empty cache.</para>
/// <para>All storing methods throw <see cref="ArgumentException"/> when the value's type is a delegate, a task or a
/// cancellation token, and <see cref="CacheSerializationException"/>, with the cache unchanged, when the value cannot
/// be serialized.</para>
/// </remarks>
public interface ICache
{
    /// <summary>The alias under which this cache is configured (Django's key in <c>CACHES</c>).</summary>
    string Alias { get; }

    /// <summary>The version under which this instance reads and writes keys (Django's <c>VERSION</c>).</summary>
    int Version { get; }

    /// <summary>The same cache with every key under <paramref name="version"/> (Django's <c>version=…</c> on each call).</summary>
    /// <param name="version">The version; two versions of a key are two entries.</param>
    /// <returns>The same object for the same version as long as anybody uses it.</returns>
    ICache WithVersion(int version);

    /// <summary>Reads a value; <c>default</c> when the key is absent, expired, or holds a value of another kind.</summary>
    /// <typeparam name="T">The type to read the value as.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask<T?> GetAsync<T>(string key, CancellationToken cancellationToken = default);

    /// <summary>Reads a value, or gives <paramref name="defaultValue"/> on a miss. A stored null is a hit: null is returned.</summary>
    /// <typeparam name="T">The type to read the value as.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="defaultValue">What to return on a miss.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask<T> GetAsync<T>(string key, T defaultValue, CancellationToken cancellationToken = default);

    /// <summary>Reads a value and tells a stored null from a miss.</summary>
    /// <typeparam name="T">The type to read the value as.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask<CacheValue<T>> TryGetAsync<T>(string key, CancellationToken cancellationToken = default);

    /// <summary>Stores a value. A zero or negative timeout removes the key instead.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="value">The value; null is a value.</param>
    /// <param name="options">Its timeout (left out, the alias's own), its tags, and how long it is kept as a stale value.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask SetAsync<T>(string key, T value, CacheEntryOptions options = default, CancellationToken cancellationToken = default);

    /// <summary>Stores a value only if the key is absent, atomically.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="value">The value; null is a value.</param>
    /// <param name="options">Its timeout; left out, the alias's own. With a zero timeout nothing remains.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Whether it was stored, or would have been but for a zero timeout; false for a value too big for the backend.</returns>
    ValueTask<bool> AddAsync<T>(string key, T value, CacheEntryOptions options = default, CancellationToken cancellationToken = default);

    /// <summary>
    /// Reads a value, or makes and stores it. One factory per key and type runs at a time in this process; the other
    /// callers wait for its result. A value that another process stored meanwhile wins. The cache being down never
    /// fails the call: the factory's value is returned.
    /// </summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="factory">
    /// Makes the value on a miss. Its token fires when no caller waits for the value any more. May use the cache,
    /// the same key included. What it throws goes to every waiting caller, and nothing is stored; a caller for whom there is
    /// an expired value within its <see cref="CacheEntryOptions.StaleFor"/> is given that instead.
    /// </param>
    /// <param name="options">The timeout; left out, the alias's own. Tags, and how long the value is kept as a stale one.</param>
    /// <param name="cancellationToken">Ends this caller's wait.</param>
    ValueTask<T> GetOrSetAsync<T>(
        string key, Func<CancellationToken, ValueTask<T>> factory, CacheEntryOptions options = default,
        CancellationToken cancellationToken = default);

    /// <summary>As <c>GetOrSetAsync</c>, with a state handed to a <c>static</c> factory so that a hit allocates no closure.</summary>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="state">What the factory needs.</param>
    /// <param name="factory">Makes the value on a miss.</param>
    /// <param name="options">The timeout; left out, the alias's own.</param>
    /// <param name="cancellationToken">Ends this caller's wait.</param>
    ValueTask<T> GetOrSetAsync<TState, T>(
        string key, TState state, Func<TState, CancellationToken, ValueTask<T>> factory, CacheEntryOptions options = default,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return GetOrSetAsync(key, token => factory(state, token), options, cancellationToken);
    }

    /// <summary>As <c>GetOrSetAsync</c>, with a factory that decides the timeout itself, or that nothing is kept.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="factory">Makes the value on a miss and may change the entry's <see cref="CacheEntryContext"/>.</param>
    /// <param name="options">The timeout that the entry starts with; left out, the alias's own.</param>
    /// <param name="cancellationToken">Ends this caller's wait.</param>
    ValueTask<T> GetOrSetAsync<T>(
        string key, Func<CacheEntryContext, CancellationToken, ValueTask<T>> factory, CacheEntryOptions options = default,
        CancellationToken cancellationToken = default);

    /// <summary>Reads a value, or stores and returns <paramref name="value"/> (Django's <c>get_or_set</c> with a plain default).</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="value">What to store on a miss.</param>
    /// <param name="options">The timeout; left out, the alias's own.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask<T> GetOrSetValueAsync<T>(string key, T value, CacheEntryOptions options = default, CancellationToken cancellationToken = default);

    /// <summary>Reads many keys, in one round trip on server backends.</summary>
    /// <typeparam name="T">The type to read each value as.</typeparam>
    /// <param name="keys">The keys; read once.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The keys that were found, as the caller spelt them, with their values.</returns>
    ValueTask<IReadOnlyDictionary<string, T?>> GetManyAsync<T>(IEnumerable<string> keys, CancellationToken cancellationToken = default);

    /// <summary>Stores many values, in one round trip on server backends. Not one transaction.</summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="values">The pairs; read once.</param>
    /// <param name="options">The timeout of all; left out, the alias's own.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The keys that could not be stored, for instance because their values are too big for the backend; empty when all were.</returns>
    ValueTask<IReadOnlyList<string>> SetManyAsync<T>(
        IEnumerable<KeyValuePair<string, T>> values, CacheEntryOptions options = default, CancellationToken cancellationToken = default);

    /// <summary>Gives a key a new timeout; zero or negative removes it.</summary>
    /// <param name="key">The key.</param>
    /// <param name="timeout">The timeout; left out, the alias's own.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Whether the key was there.</returns>
    ValueTask<bool> TouchAsync(string key, CacheTimeout timeout = default, CancellationToken cancellationToken = default);

    /// <summary>Removes a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Whether something was removed.</returns>
    ValueTask<bool> DeleteAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>Removes many keys, in one round trip on server backends.</summary>
    /// <param name="keys">The keys; read once.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask DeleteManyAsync(IEnumerable<string> keys, CancellationToken cancellationToken = default);

    /// <summary>Whether the key is there (Django's <c>has_key</c>). Does not count as use.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask<bool> ContainsAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>Adds to a stored integer, atomically, and keeps its expiry (Django's <c>incr</c>).</summary>
    /// <param name="key">The key.</param>
    /// <param name="delta">What to add; may be negative.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The new value.</returns>
    /// <exception cref="KeyNotFoundException">The key is absent.</exception>
    /// <exception cref="InvalidOperationException">The value is not an integer, or has tags or a stale time.</exception>
    /// <exception cref="OverflowException">The result would leave <see cref="long"/>; the value is unchanged.</exception>
    ValueTask<long> IncrementAsync(string key, long delta = 1, CancellationToken cancellationToken = default);

    /// <summary>Subtracts from a stored integer; otherwise as <see cref="IncrementAsync"/> (Django's <c>decr</c>).</summary>
    /// <param name="key">The key.</param>
    /// <param name="delta">What to subtract; may be negative.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The new value.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="delta"/> is <see cref="long.MinValue"/>, which has no opposite.</exception>
    /// <exception cref="KeyNotFoundException">The key is absent.</exception>
    /// <exception cref="InvalidOperationException">The value is not an integer, or has tags or a stale time.</exception>
    /// <exception cref="OverflowException">The result would leave <see cref="long"/>; the value is unchanged.</exception>
    ValueTask<long> DecrementAsync(string key, long delta = 1, CancellationToken cancellationToken = default);

    /// <summary>Moves a value, with its remaining time to live, to another version of its key (Django's <c>incr_version</c>).</summary>
    /// <param name="key">The key.</param>
    /// <param name="delta">What to add to this instance's <see cref="Version"/>.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The version under which the value is now.</returns>
    /// <exception cref="KeyNotFoundException">The key is absent.</exception>
    /// <exception cref="OverflowException">There is no such version; the value stays where it is.</exception>
    ValueTask<int> IncrementVersionAsync(string key, int delta = 1, CancellationToken cancellationToken = default);

    /// <summary>As <see cref="IncrementVersionAsync"/>, downwards (Django's <c>decr_version</c>).</summary>
    /// <param name="key">The key.</param>
    /// <param name="delta">What to subtract from this instance's <see cref="Version"/>.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The version under which the value is now.</returns>
    /// <exception cref="KeyNotFoundException">The key is absent.</exception>
    /// <exception cref="OverflowException">There is no such version; the value stays where it is.</exception>
    ValueTask<int> DecrementVersionAsync(string key, int delta = 1, CancellationToken cancellationToken = default);

    /// <summary>How long a key will still live.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>No value: the key is absent. A null value: it never expires.</returns>
    ValueTask<CacheValue<TimeSpan?>> GetTimeToLiveAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>
    /// Removes every entry with a tag, in all versions of this alias under its <c>KeyPrefix</c>, also one that is being made
    /// now. The cost does not grow with the number of entries. Now and then another tag's entries go along.
    /// </summary>
    /// <param name="tag">The tag, taken as it is: no character is a wildcard.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ArgumentException">The tag is null, empty or longer than 256 characters.</exception>
    ValueTask RemoveByTagAsync(string tag, CancellationToken cancellationToken = default) => RemoveByTagAsync([tag], cancellationToken);

    /// <summary>Removes every entry with one or more of some tags; otherwise as for one tag.</summary>
    /// <param name="tags">The tags; read once. None: nothing is done.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ArgumentException">A tag is null, empty or longer than 256 characters; nothing is removed.</exception>
    ValueTask RemoveByTagAsync(IEnumerable<string> tags, CancellationToken cancellationToken = default);

    /// <summary>
    /// Removes everything in the cache, also what the application did not set; with <c>Options:ClearScope</c> =
    /// <c>prefix</c> only what lies under the alias's <c>KeyPrefix</c>, in all versions.
    /// </summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask ClearAsync(CancellationToken cancellationToken = default);
}
