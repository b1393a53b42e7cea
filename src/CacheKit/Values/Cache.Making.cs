using CacheKit.Concurrency;
using CacheKit.Diagnostics;
using CacheKit.Keys;

namespace CacheKit.Values;

internal sealed partial class Cache
{
    /// <summary>One caller's way to make a missing value; runs only for the caller who leads the flight.</summary>
    private sealed class Making<TState, T>(
        Cache cache,
        string key,
        CacheKey final,
        TState state,
        Func<TState, CacheEntryContext, CancellationToken, ValueTask<T>> factory,
        CacheEntryOptions options,
        bool mayNameTags,
        int landings,
        bool hasStale)
    {
        public string Key => key;

        public CacheKey Final => final;

        public CacheEntryOptions Options => options;

        public FlightKey FlightKey => new(final.Scope, final.Name, typeof(T));

        public async ValueTask<Made<T>> RunAsync(CancellationToken cancellationToken)
        {
            try
            {
                // Another flight of this key ended after we looked: what it stored is what we want.
                if (cache._context.Landings.Observe(final.Name) != landings)
                {
                    var found = await cache.FindAsync<T>(CacheOperation.GetOrSet, key, final, cancellationToken).ConfigureAwait(false);
                    if (found.Live.HasValue)
                        return cache.Hand(key, found.Live.Value!);
                }

                var tags = await cache.TakeDownTagsAsync(options, mayNameTags, cancellationToken).ConfigureAwait(false);
                var entry = new CacheEntryContext(key, options);
                T value;
                using (var activity = FactoryActivity.Start(cache.Alias))
                {
                    try
                    {
                        value = await factory(state, entry, cancellationToken).ConfigureAwait(false);
                    }
                    catch (Exception exception)
                    {
                        activity.Fail(exception);
                        throw;
                    }
                }

                var made = cache.Hand(key, value);
                // Nobody waits any more: a factory that ignores its token may have cut its work short.
                if (cancellationToken.IsCancellationRequested)
                    return made;
                return entry.Keep && cache._context.TryResolve(entry.Options.Timeout, out var timeToLive)
                    ? await cache.KeepAsync(key, final, made, timeToLive, entry.Options, tags, cancellationToken).ConfigureAwait(false)
                    : made;
            }
            catch (Exception exception) when (hasStale && CacheContext.IsFailure(exception, cancellationToken))
            {
                cache.NoteFailure(key, final, exception);
                throw;
            }
            finally
            {
                cache._context.Landings.Land(final.Name);
            }
        }
    }
}
