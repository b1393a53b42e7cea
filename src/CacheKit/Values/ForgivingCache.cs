using System.Runtime.CompilerServices;
using CacheKit.Diagnostics;
using Microsoft.Extensions.Logging;

namespace CacheKit.Values;

/// <summary>
/// A cache of which a failing backend is no error (<c>Options:OnFailure</c> = <c>miss</c>): it is logged, and the operation
/// does what it would on an empty cache; reading many values, what it would without those that failed. What it should have
/// removed or overwritten is remembered.
/// </summary>
/// <remarks>A get-or-set needs none of it: it goes on without the cache in any case.</remarks>
internal sealed class ForgivingCache(Cache inner, ILogger logger) : ICache
{
    /// <summary>The cache that throws.</summary>
    public Cache Inner => inner;

    public string Alias => inner.Alias;

    public int Version => inner.Version;

    public ICache WithVersion(int version) => inner.OfVersion(version).Forgiving;

    public ValueTask<T?> GetAsync<T>(string key, CancellationToken cancellationToken = default) =>
        OrAsync(inner.GetAsync<T>(key, cancellationToken), default);

    public ValueTask<T> GetAsync<T>(string key, T defaultValue, CancellationToken cancellationToken = default) =>
        OrAsync(inner.GetAsync(key, defaultValue, cancellationToken), defaultValue);

    public ValueTask<CacheValue<T>> TryGetAsync<T>(string key, CancellationToken cancellationToken = default) =>
        OrAsync(inner.TryGetAsync<T>(key, cancellationToken), default);

    public ValueTask<IReadOnlyDictionary<string, T?>> GetManyAsync<T>(IEnumerable<string> keys, CancellationToken cancellationToken = default) =>
        inner.GetManyAsync<T>(keys, this, cancellationToken);

    public ValueTask<bool> ContainsAsync(string key, CancellationToken cancellationToken = default) =>
        OrAsync(inner.ContainsAsync(key, cancellationToken), false);

    public ValueTask<CacheValue<TimeSpan?>> GetTimeToLiveAsync(string key, CancellationToken cancellationToken = default) =>
        OrAsync(inner.GetTimeToLiveAsync(key, cancellationToken), default);

    public ValueTask<T> GetOrSetAsync<T>(
        string key, Func<CancellationToken, ValueTask<T>> factory, CacheEntryOptions options = default,
        CancellationToken cancellationToken = default) =>
        inner.GetOrSetAsync(key, factory, options, cancellationToken);

    public ValueTask<T> GetOrSetAsync<TState, T>(
        string key, TState state, Func<TState, CancellationToken, ValueTask<T>> factory, CacheEntryOptions options = default,
        CancellationToken cancellationToken = default) =>
        inner.GetOrSetAsync(key, state, factory, options, cancellationToken);

    public ValueTask<T> GetOrSetAsync<T>(
        string key, Func<CacheEntryContext, CancellationToken, ValueTask<T>> factory, CacheEntryOptions options = default,
        CancellationToken cancellationToken = default) =>
        inner.GetOrSetAsync(key, factory, options, cancellationToken);

    public ValueTask<T> GetOrSetValueAsync<T>(string key, T value, CacheEntryOptions options = default, CancellationToken cancellationToken = default) =>
        inner.GetOrSetValueAsync(key, value, options, cancellationToken);

    public ValueTask SetAsync<T>(string key, T value, CacheEntryOptions options = default, CancellationToken cancellationToken = default) =>
        OrNothingAsync(inner.SetAsync(key, value, options, cancellationToken), key);

    public async ValueTask<bool> AddAsync<T>(string key, T value, CacheEntryOptions options = default, CancellationToken cancellationToken = default) =>
        await OrNullAsync(inner.AddAsync(key, value, options, cancellationToken)).ConfigureAwait(false) ?? true;

    public async ValueTask<IReadOnlyList<string>> SetManyAsync<T>(
        IEnumerable<KeyValuePair<string, T>> values, CacheEntryOptions options = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        KeyValuePair<string, T>[] pairs = [.. values];
        try
        {
            return await inner.SetManyAsync(pairs, options, cancellationToken).ConfigureAwait(false);
        }
        catch (CacheBackendException failure) when (Forgives(failure))
        {
            string[] keys = Array.ConvertAll(pairs, static pair => pair.Key);
            inner.RememberLost(keys);
            return keys;
        }
    }

    public async ValueTask<bool> TouchAsync(string key, CacheTimeout timeout = default, CancellationToken cancellationToken = default) =>
        await OrNullAsync(inner.TouchAsync(key, timeout, cancellationToken)).ConfigureAwait(false) ?? false;

    public async ValueTask<bool> DeleteAsync(string key, CancellationToken cancellationToken = default) =>
        await OrNullAsync(inner.DeleteAsync(key, cancellationToken)).ConfigureAwait(false) ?? false;

    public ValueTask DeleteManyAsync(IEnumerable<string> keys, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        string[] all = [.. keys];
        return OrNothingAsync(inner.DeleteManyAsync(all, cancellationToken), all);
    }

    public async ValueTask<long> IncrementAsync(string key, long delta = 1, CancellationToken cancellationToken = default) =>
        await OrNullAsync(inner.IncrementAsync(key, delta, cancellationToken)).ConfigureAwait(false) ?? throw inner.Missing(key);

    public async ValueTask<long> DecrementAsync(string key, long delta = 1, CancellationToken cancellationToken = default) =>
        await OrNullAsync(inner.DecrementAsync(key, delta, cancellationToken)).ConfigureAwait(false) ?? throw inner.Missing(key);

    public async ValueTask<int> IncrementVersionAsync(string key, int delta = 1, CancellationToken cancellationToken = default)
    {
        if (await OrNullAsync(inner.IncrementVersionAsync(key, delta, cancellationToken)).ConfigureAwait(false) is { } version)
            return version;
        // It must not be found under the old version; under the new one it may have come to be.
        inner.RememberLost([key]);
        throw inner.Missing(key);
    }

    public ValueTask<int> DecrementVersionAsync(string key, int delta = 1, CancellationToken cancellationToken = default) =>
        IncrementVersionAsync(key, checked(-delta), cancellationToken);

    public ValueTask RemoveByTagAsync(IEnumerable<string> tags, CancellationToken cancellationToken = default) =>
        OrNothingAsync(inner.RemoveByTagAsync(tags, cancellationToken));

    public ValueTask ClearAsync(CancellationToken cancellationToken = default) => OrNothingAsync(inner.ClearAsync(cancellationToken));

    /// <summary>Whether a failure, which is logged then, is no error. What is wrong with the configuration does not heal.</summary>
    public bool Forgives(CacheBackendException failure)
    {
        if (failure.InnerException is CacheConfigurationException)
            return false;
        Log.WentOnAsIfEmpty(logger, failure);
        return true;
    }

    private ValueTask<T> OrAsync<T>(ValueTask<T> call, T otherwise)
    {
        return call.IsCompletedSuccessfully ? call : WaitAsync();

        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
        async ValueTask<T> WaitAsync()
        {
            try
            {
                return await call.ConfigureAwait(false);
            }
            catch (CacheBackendException failure) when (Forgives(failure))
            {
                return otherwise;
            }
        }
    }

    /// <summary>The result of a write; null when it failed.</summary>
    private async ValueTask<T?> OrNullAsync<T>(ValueTask<T> call)
        where T : struct
    {
        try
        {
            return await call.ConfigureAwait(false);
        }
        catch (CacheBackendException failure) when (Forgives(failure))
        {
            return null;
        }
    }

    private async ValueTask OrNothingAsync(ValueTask call, params string[] keys)
    {
        try
        {
            await call.ConfigureAwait(false);
        }
        catch (CacheBackendException failure) when (Forgives(failure))
        {
            inner.RememberLost(keys);
        }
    }
}
