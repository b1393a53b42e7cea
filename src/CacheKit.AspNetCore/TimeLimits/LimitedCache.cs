using System.Runtime.CompilerServices;
using CacheKit.AspNetCore.Diagnostics;
using CacheKit.Diagnostics;
using CacheKit.Resilience;
using CacheKit.Values;
using Microsoft.Extensions.Logging;

namespace CacheKit.AspNetCore.TimeLimits;

/// <summary>
/// A cache that somebody else runs: each call has a time limit, so that a server which accepts calls and never answers does
/// not hold up pages and fragments. After one that was not answered in time the cache is left alone for a while, then one
/// request tries it again. Removals are tried each time: one that is lost may leave an old page.
/// </summary>
/// <remarks>A call that blocks its thread cannot be left: backends are asynchronous.</remarks>
internal sealed class LimitedCache(ICache inner, CallsUnderWay underWay, ILogger logger) : ICache
{
    /// <summary>How long a call may take.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    /// <summary>How long the cache is left alone after that; longer than a call, so that one tries at a time.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly TimeProvider _time = underWay.Time;

    // When it was last asked in vain, or is being tried again; 0 while it answers.
    private long _silentSince;

    /// <summary>Whether the cache is left alone just now.</summary>
    public bool IsSilent => Volatile.Read(ref _silentSince) is var since and not 0 && _time.GetElapsedTime(since) < Pause;

    /// <summary>Whether a removal that fails is remembered and made up for, so that it leaves no old page.</summary>
    public bool Remembers => inner is Cache { Backend: RecoveringBackend };

    public string Alias => inner.Alias;

    public int Version => inner.Version;

    /// <summary>
    /// Whether to look for a page: of those who come when the pause is over one begins another and tries; the rest stay
    /// away until it knows more.
    /// </summary>
    public bool MayAsk()
    {
        var since = Volatile.Read(ref _silentSince);
        return since == 0
            || (_time.GetElapsedTime(since) >= Pause && Interlocked.CompareExchange(ref _silentSince, _time.GetTimestamp(), since) == since);
    }

    /// <summary>Remembers a removal that was not tried, since one that has to come before it has failed.</summary>
    /// <param name="key">The key.</param>
    /// <param name="first">The key of the other.</param>
    public void PutOff(string key, string first) => (inner as Cache)?.RememberLostBehind(key, first);

    public ICache WithVersion(int version) => new LimitedCache(inner.WithVersion(version), underWay, logger);

    public ValueTask<T?> GetAsync<T>(string key, CancellationToken cancellationToken = default) =>
        LimitAsync(CacheOperation.Get, key, static (cache, key, limited) => cache.GetAsync<T>(key, limited), cancellationToken);

    public ValueTask<T> GetAsync<T>(string key, T defaultValue, CancellationToken cancellationToken = default) =>
        LimitAsync(
            CacheOperation.Get, (key, defaultValue),
            static (cache, call, limited) => cache.GetAsync(call.key, call.defaultValue, limited), cancellationToken);

    public ValueTask<CacheValue<T>> TryGetAsync<T>(string key, CancellationToken cancellationToken = default) =>
        LimitAsync(CacheOperation.Get, key, static (cache, key, limited) => cache.TryGetAsync<T>(key, limited), cancellationToken);

    public async ValueTask SetAsync<T>(string key, T value, CacheEntryOptions options = default, CancellationToken cancellationToken = default) =>
        await LimitAsync(
            CacheOperation.Set, (key, value, options),
            static (cache, call, limited) => Done(cache.SetAsync(call.key, call.value, call.options, limited)), cancellationToken).ConfigureAwait(false);

    public ValueTask<bool> AddAsync<T>(string key, T value, CacheEntryOptions options = default, CancellationToken cancellationToken = default) =>
        LimitAsync(
            CacheOperation.Add, (key, value, options),
            static (cache, call, limited) => cache.AddAsync(call.key, call.value, call.options, limited), cancellationToken);

    public ValueTask<T> GetOrSetAsync<T>(
        string key, Func<CancellationToken, ValueTask<T>> factory, CacheEntryOptions options = default, CancellationToken cancellationToken = default) =>
        LimitAsync(
            CacheOperation.GetOrSet, (key, factory, options),
            static (cache, call, limited) => cache.GetOrSetAsync(call.key, call.factory, call.options, limited), cancellationToken, tokenIsKept: true);

    public ValueTask<T> GetOrSetAsync<T>(
        string key, Func<CacheEntryContext, CancellationToken, ValueTask<T>> factory, CacheEntryOptions options = default, CancellationToken cancellationToken = default) =>
        LimitAsync(
            CacheOperation.GetOrSet, (key, factory, options),
            static (cache, call, limited) => cache.GetOrSetAsync(call.key, call.factory, call.options, limited), cancellationToken, tokenIsKept: true);

    public ValueTask<T> GetOrSetValueAsync<T>(string key, T value, CacheEntryOptions options = default, CancellationToken cancellationToken = default) =>
        LimitAsync(
            CacheOperation.GetOrSet, (key, value, options),
            static (cache, call, limited) => cache.GetOrSetValueAsync(call.key, call.value, call.options, limited), cancellationToken);

    public ValueTask<IReadOnlyDictionary<string, T?>> GetManyAsync<T>(IEnumerable<string> keys, CancellationToken cancellationToken = default) =>
        LimitAsync(CacheOperation.GetMany, keys, static (cache, keys, limited) => cache.GetManyAsync<T>(keys, limited), cancellationToken);

    /// <summary>Reads many values in one call, with less in between.</summary>
    /// <param name="keys">The keys, at least one; one that stands there twice is asked for twice.</param>
    /// <param name="began">When the time that it may take began to count; null for now.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>What was found, in the order of the keys.</returns>
    public ValueTask<CacheValue<T>[]> ReadManyAsync<T>(string[] keys, long? began = null, CancellationToken cancellationToken = default) =>
        LimitAsync(
            CacheOperation.GetMany, keys,
            static (cache, keys, limited) => cache is Cache ours ? ours.ReadManyAsync<T>(keys, limited) : ReadOfOthersAsync<T>(cache, keys, limited),
            cancellationToken, began);

    public ValueTask<IReadOnlyList<string>> SetManyAsync<T>(
        IEnumerable<KeyValuePair<string, T>> values, CacheEntryOptions options = default, CancellationToken cancellationToken = default) =>
        LimitAsync(
            CacheOperation.SetMany, (values, options),
            static (cache, call, limited) => cache.SetManyAsync(call.values, call.options, limited), cancellationToken);

    public ValueTask<bool> TouchAsync(string key, CacheTimeout timeout = default, CancellationToken cancellationToken = default) =>
        LimitAsync(CacheOperation.Touch, (key, timeout), static (cache, call, limited) => cache.TouchAsync(call.key, call.timeout, limited), cancellationToken);

    public ValueTask<bool> DeleteAsync(string key, CancellationToken cancellationToken = default) =>
        LimitAsync(CacheOperation.Delete, key, static (cache, key, limited) => cache.DeleteAsync(key, limited), cancellationToken);

    public async ValueTask DeleteManyAsync(IEnumerable<string> keys, CancellationToken cancellationToken = default) =>
        await LimitAsync(
            CacheOperation.DeleteMany, keys,
            static (cache, keys, limited) => Done(cache.DeleteManyAsync(keys, limited)), cancellationToken).ConfigureAwait(false);

    public ValueTask<bool> ContainsAsync(string key, CancellationToken cancellationToken = default) =>
        LimitAsync(CacheOperation.Contains, key, static (cache, key, limited) => cache.ContainsAsync(key, limited), cancellationToken);

    public ValueTask<long> IncrementAsync(string key, long delta = 1, CancellationToken cancellationToken = default) =>
        LimitAsync(
            CacheOperation.Increment, (key, delta),
            static (cache, call, limited) => cache.IncrementAsync(call.key, call.delta, limited), cancellationToken);

    public ValueTask<long> DecrementAsync(string key, long delta = 1, CancellationToken cancellationToken = default) =>
        LimitAsync(
            CacheOperation.Increment, (key, delta),
            static (cache, call, limited) => cache.DecrementAsync(call.key, call.delta, limited), cancellationToken);

    public ValueTask<int> IncrementVersionAsync(string key, int delta = 1, CancellationToken cancellationToken = default) =>
        LimitAsync(
            CacheOperation.IncrementVersion, (key, delta),
            static (cache, call, limited) => cache.IncrementVersionAsync(call.key, call.delta, limited), cancellationToken);

    public ValueTask<int> DecrementVersionAsync(string key, int delta = 1, CancellationToken cancellationToken = default) =>
        LimitAsync(
            CacheOperation.IncrementVersion, (key, delta),
            static (cache, call, limited) => cache.DecrementVersionAsync(call.key, call.delta, limited), cancellationToken);

    public ValueTask<CacheValue<TimeSpan?>> GetTimeToLiveAsync(string key, CancellationToken cancellationToken = default) =>
        LimitAsync(CacheOperation.GetTimeToLive, key, static (cache, key, limited) => cache.GetTimeToLiveAsync(key, limited), cancellationToken);

    public async ValueTask RemoveByTagAsync(IEnumerable<string> tags, CancellationToken cancellationToken = default) =>
        await LimitAsync(
            CacheOperation.RemoveByTag, tags,
            static (cache, tags, limited) => Done(cache.RemoveByTagAsync(tags, limited)), cancellationToken).ConfigureAwait(false);

    public async ValueTask ClearAsync(CancellationToken cancellationToken = default) =>
        await LimitAsync(CacheOperation.Clear, false, static (cache, _, limited) => Done(cache.ClearAsync(limited)), cancellationToken).ConfigureAwait(false);

    /// <summary>A call has not been answered in time.</summary>
    /// <returns>What its caller gets.</returns>
    public CacheBackendException NotAnswered(CacheOperation operation)
    {
        if (Interlocked.Exchange(ref _silentSince, _time.GetTimestamp()) == 0)
            PageLog.CacheSilent(logger, Alias, Limit.TotalSeconds, Pause.TotalSeconds);
        return new CacheBackendException(Alias, operation.Name(), new TimeoutException($"It did not answer within {Limit.TotalSeconds} seconds."));
    }

    /// <summary>Counts such a call among the failures: to the cache itself its caller has given up.</summary>
    public void CountFailure(CacheOperation operation, CacheBackendException failure) => (inner as Cache)?.Instruments.Failure(operation, failure);

    // hot path: a call that is answered allocates nothing here
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<T> LimitAsync<TCall, T>(
        CacheOperation operation, TCall call, Func<ICache, TCall, CancellationToken, ValueTask<T>> ask,
        CancellationToken cancellationToken, long? since = null, bool tokenIsKept = false)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var began = since ?? _time.GetTimestamp();
        var limited = LimitedCall<T>.Rent(tokenIsKept);
        var asked = ask(inner, call, limited.Token);
        T answer;
        if (asked.IsCompletedSuccessfully)
        {
            answer = asked.Result;
            limited.Return();
        }
        else
        {
            answer = await limited.WaitAsync(this, underWay, operation, asked, began, cancellationToken).ConfigureAwait(false);
        }

        if (Volatile.Read(ref _silentSince) != 0 && Interlocked.Exchange(ref _silentSince, 0) != 0)
            PageLog.CacheAnswers(logger, Alias);
        return answer;
    }

    private static async ValueTask<CacheValue<T>[]> ReadOfOthersAsync<T>(ICache cache, string[] keys, CancellationToken cancellationToken)
    {
        var found = await cache.GetManyAsync<T>(keys, cancellationToken).ConfigureAwait(false);
        return Array.ConvertAll(keys, key => found.TryGetValue(key, out var value) ? new CacheValue<T>(value) : default);
    }

    private static async ValueTask<bool> Done(ValueTask call)
    {
        await call.ConfigureAwait(false);
        return true;
    }
}
