using System.Buffers;
using CacheKit.Interop;
using CacheKit.Keys;
using CacheKit.Serialization;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Backends.Distributed;

/// <summary>
/// Keeps entries in an <see cref="IDistributedCache"/> that the application has registered. The interface reads, writes and
/// removes one key, and no more: what else a backend does is made of that, atomically within this process only, and
/// nothing can be listed or cleared (docs/interop.md says what that means).
/// </summary>
internal sealed class DistributedBackend(IDistributedCache cache, TimeProvider time) : ICacheBackend
{
    private static readonly DistributedCacheEntryOptions _never = new();

    private readonly IBufferDistributedCache? _buffers = cache as IBufferDistributedCache;

    private readonly DistributedLocks _locks = DistributedLocks.Of(cache);

    /// <summary>The backend of an alias, over the service whose key is its location.</summary>
    public static DistributedBackend Make(CacheBackendContext context)
    {
        var cache = context.Location is { } key
            ? context.Services.GetKeyedService<IDistributedCache>(key)
            : context.Services.GetService<IDistributedCache>();
        string? fault = cache switch
        {
            null when context.Location is null =>
                "is left out, and no IDistributedCache is registered. Register one, for instance by AddStackExchangeRedisCache, or name the service "
                + "key of one here.",
            null => "is the service key of an IDistributedCache, and none is registered under it. Register one by AddKeyedSingleton<IDistributedCache>.",
            AliasDistributedCache own when context.Location is null =>
                $"is left out, and the registered IDistributedCache is CacheKit's own, on the alias '{own.Alias}', and so leads back to CacheKit. "
                + "Register the cache that is meant under a service key, and name the key here.",
            AliasDistributedCache =>
                "is the alias of a cache of CacheKit, and so leads back to CacheKit. Register the cache that is meant under a service key that is no "
                + "alias and name it here, or give this alias the backend of the other.",
            _ => null,
        };
        if (fault is null)
            return new(cache!, context.TimeProvider);
        context.AddLocationError(fault);
        throw new InvalidOperationException(fault);
    }

    public async ValueTask<bool> TryGetAsync(CacheKey key, IBufferWriter<byte> destination, CancellationToken cancellationToken)
    {
        using var buffer = PooledPayloadWriter.Rent();
        if (await ReadAsync(key, buffer, cancellationToken).ConfigureAwait(false) is not { } item)
            return false;
        destination.Write(item.Payload.Span);
        return true;
    }

    public async ValueTask GetManyAsync(ReadOnlyMemory<CacheKey> keys, ICachePayloadReceiver receiver, CancellationToken cancellationToken)
    {
        using var buffer = PooledPayloadWriter.Rent();
        for (int index = 0; index < keys.Length; index++)
        {
            buffer.Clear();
            if (await ReadAsync(keys.Span[index], buffer, cancellationToken).ConfigureAwait(false) is { } item)
                receiver.Receive(index, new(item.Payload));
        }
    }

    public async ValueTask SetAsync(CacheKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken)
    {
        using var turn = await _locks.EnterAsync(key, cancellationToken).ConfigureAwait(false);
        await WriteAsync(key, payload, DistributedItem.ExpiresIn(timeToLive, time.GetUtcNow()), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<int>> SetManyAsync(ReadOnlyMemory<CacheItem> items, TimeSpan? timeToLive, CancellationToken cancellationToken)
    {
        for (int index = 0; index < items.Length; index++)
            await SetAsync(items.Span[index].Key, items.Span[index].Payload, timeToLive, cancellationToken).ConfigureAwait(false);
        return [];
    }

    public async ValueTask<bool> AddAsync(CacheKey key, ReadOnlySequence<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken)
    {
        using var turn = await _locks.EnterAsync(key, cancellationToken).ConfigureAwait(false);
        if (await ContainsAsync(key, cancellationToken).ConfigureAwait(false))
            return false;
        await WriteAsync(key, payload, DistributedItem.ExpiresIn(timeToLive, time.GetUtcNow()), cancellationToken).ConfigureAwait(false);
        return true;
    }

    public async ValueTask<bool> TouchAsync(CacheKey key, TimeSpan? timeToLive, CancellationToken cancellationToken)
    {
        using var turn = await _locks.EnterAsync(key, cancellationToken).ConfigureAwait(false);
        using var buffer = PooledPayloadWriter.Rent();
        if (await ReadAsync(key, buffer, cancellationToken).ConfigureAwait(false) is not { } item)
            return false;
        await WriteAsync(key, new(item.Payload), DistributedItem.ExpiresIn(timeToLive, time.GetUtcNow()), cancellationToken).ConfigureAwait(false);
        return true;
    }

    public async ValueTask<bool> DeleteAsync(CacheKey key, CancellationToken cancellationToken)
    {
        using var turn = await _locks.EnterAsync(key, cancellationToken).ConfigureAwait(false);
        bool present = await ContainsAsync(key, cancellationToken).ConfigureAwait(false);
        await cache.RemoveAsync(TextOf(key), cancellationToken).ConfigureAwait(false);
        return present;
    }

    public async ValueTask DeleteManyAsync(ReadOnlyMemory<CacheKey> keys, CancellationToken cancellationToken)
    {
        for (int index = 0; index < keys.Length; index++)
        {
            using var turn = await _locks.EnterAsync(keys.Span[index], cancellationToken).ConfigureAwait(false);
            await cache.RemoveAsync(TextOf(keys.Span[index]), cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask<bool> ContainsAsync(CacheKey key, CancellationToken cancellationToken)
    {
        using var buffer = PooledPayloadWriter.Rent();
        return await ReadAsync(key, buffer, cancellationToken).ConfigureAwait(false) is not null;
    }

    public async ValueTask<IncrementResult> IncrementAsync(CacheKey key, long delta, CancellationToken cancellationToken)
    {
        using var turn = await _locks.EnterAsync(key, cancellationToken).ConfigureAwait(false);
        using var buffer = PooledPayloadWriter.Rent();
        if (await ReadAsync(key, buffer, cancellationToken).ConfigureAwait(false) is not { } item)
            return new(IncrementStatus.Missing);
        var result = CounterText.Add(item.Payload.Span, delta);
        if (result.Status == IncrementStatus.Done)
        {
            byte[] text = new byte[CounterText.MaximumLength];
            int length = CounterText.Format(result.Value, text);
            await WriteAsync(key, new(text, 0, length), item.Expires, cancellationToken).ConfigureAwait(false);
        }

        return result;
    }

    public async ValueTask<bool> MoveAsync(CacheKey source, CacheKey destination, CancellationToken cancellationToken)
    {
        using var turn = await _locks.EnterAsync(source, destination, cancellationToken).ConfigureAwait(false);
        using var buffer = PooledPayloadWriter.Rent();
        if (await ReadAsync(source, buffer, cancellationToken).ConfigureAwait(false) is not { } item)
            return false;
        await WriteAsync(destination, new(item.Payload), item.Expires, cancellationToken).ConfigureAwait(false);
        await cache.RemoveAsync(TextOf(source), cancellationToken).ConfigureAwait(false);
        return true;
    }

    public async ValueTask<CacheValue<TimeSpan?>> GetTimeToLiveAsync(CacheKey key, CancellationToken cancellationToken)
    {
        using var buffer = PooledPayloadWriter.Rent();
        if (await ReadAsync(key, buffer, cancellationToken).ConfigureAwait(false) is not { } item)
            return default;
        return item.Expires == DistributedItem.Never
            ? new(null)
            : new(TimeSpan.FromTicks(Math.Max(item.Expires - time.GetUtcNow().UtcTicks, 1)));
    }

    public ValueTask ClearAsync(string? prefix, CancellationToken cancellationToken) =>
        throw new NotSupportedException("IDistributedCache cannot tell its keys, so nothing over it can be cleared. Remove by tag, or raise the "
            + "alias's Version and let the old entries expire.");

    // Half a surrogate pair has no UTF-8 form, and caches on servers take it for any other: such keys, and whole pairs with
    // them, are hashed.
    private static string TextOf(CacheKey key)
    {
        string text = key.ToString();
        return text.AsSpan().ContainsAnyInRange('\ud800', '\udfff') ? DistributedKey.Hashed("cachekit", text) : text;
    }

    private async ValueTask<DistributedItem?> ReadAsync(CacheKey key, PooledPayloadWriter buffer, CancellationToken cancellationToken)
    {
        if (_buffers is { } buffers)
        {
            return await buffers.TryGetAsync(TextOf(key), buffer, cancellationToken).ConfigureAwait(false)
                ? DistributedItem.Read(buffer.WrittenMemory, time.GetUtcNow())
                : null;
        }

        byte[]? stored = await cache.GetAsync(TextOf(key), cancellationToken).ConfigureAwait(false);
        return DistributedItem.Read(stored, time.GetUtcNow());
    }

    private async ValueTask WriteAsync(CacheKey key, ReadOnlySequence<byte> payload, long expires, CancellationToken cancellationToken)
    {
        using var stored = PooledPayloadWriter.Rent();
        DistributedItem.WriteHead(expires, stored);
        foreach (var piece in payload)
            stored.Write(piece.Span);
        if (_buffers is { } buffers)
            await buffers.SetAsync(TextOf(key), stored.WrittenSequence, OptionsFor(expires), cancellationToken).ConfigureAwait(false);
        else
            await cache.SetAsync(TextOf(key), stored.WrittenSpan.ToArray(), OptionsFor(expires), cancellationToken).ConfigureAwait(false);
    }

    // Rounded up to whole seconds: what cuts them off must not end an entry early. The entry itself knows its end.
    private DistributedCacheEntryOptions OptionsFor(long expires)
    {
        if (expires == DistributedItem.Never)
            return _never;
        long seconds = Math.Max((expires - time.GetUtcNow().UtcTicks - 1) / TimeSpan.TicksPerSecond, 0) + 1;
        return new() { AbsoluteExpirationRelativeToNow = TimeSpan.FromSeconds(seconds) };
    }
}
