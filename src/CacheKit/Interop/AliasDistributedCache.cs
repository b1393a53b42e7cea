using System.Buffers;
using CacheKit.Backends.Objects;
using CacheKit.Concurrency;
using CacheKit.Values;
using Microsoft.Extensions.Caching.Distributed;

namespace CacheKit.Interop;

/// <summary>
/// An alias as the framework's distributed cache. A read is one round trip; that of an entry with a sliding expiry one more,
/// which gives it its time anew. Failures are the alias's own: <see cref="CacheBackendException"/>, or with
/// <c>Options:OnFailure</c> = <c>miss</c> an empty cache.
/// </summary>
/// <param name="find">
/// Gives the cache, not before the first call: a backend is given this while the caches are being made, and must be able to
/// look at it.
/// </param>
/// <param name="alias">The alias.</param>
internal sealed class AliasDistributedCache(Func<ICache> find, string alias) : IBufferDistributedCache
{
    private const string Space = "distributed";

    public string Alias => alias;

    private ICache Target => field ??= find();

    private TimeProvider Time => field ??= Cache.Of(Target)?.Time ?? TimeProvider.System;

    public byte[]? Get(string key)
    {
        using var call = BlockingCall.Begin(Target);
        return BlockingCall.End(ReadAsync(key, default));
    }

    public async Task<byte[]?> GetAsync(string key, CancellationToken token = default) => await ReadAsync(key, token).ConfigureAwait(false);

    public bool TryGet(string key, IBufferWriter<byte> destination)
    {
        using var call = BlockingCall.Begin(Target);
        return BlockingCall.End(TryGetAsync(key, destination));
    }

    public async ValueTask<bool> TryGetAsync(string key, IBufferWriter<byte> destination, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        using var entry = await FindAsync(key, token).ConfigureAwait(false);
        if (entry is null)
            return false;
        foreach (var piece in entry.Bytes)
            destination.Write(piece.Span);
        return true;
    }

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options)
    {
        using var call = BlockingCall.Begin(Target);
        BlockingCall.End(SetAsync(key, SequenceOf(value), options));
    }

    public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default) =>
        SetAsync(key, SequenceOf(value), options, token).AsTask();

    public void Set(string key, ReadOnlySequence<byte> value, DistributedCacheEntryOptions options)
    {
        using var call = BlockingCall.Begin(Target);
        BlockingCall.End(SetAsync(key, value, options));
    }

    public ValueTask SetAsync(string key, ReadOnlySequence<byte> value, DistributedCacheEntryOptions options, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        string name = DistributedKey.Of(Space, key);
        var expiry = DistributedExpiry.Of(options, Time.GetUtcNow());
        // What keeps objects keeps the entry; what keeps bytes writes it down before it first waits.
        bool writesDown = Cache.Of(Target) is { Backend: not IObjectCacheBackend };
        var entry = writesDown ? DistributedEntry.Borrow(value, expiry.Sliding) : DistributedEntry.Copy(value, expiry.Sliding);
        return Target.SetAsync(name, entry, expiry.Timeout, token);
    }

    public void Refresh(string key)
    {
        using var call = BlockingCall.Begin(Target);
        BlockingCall.End(FindAsync(key, default))?.Dispose();
    }

    public async Task RefreshAsync(string key, CancellationToken token = default) => (await FindAsync(key, token).ConfigureAwait(false))?.Dispose();

    public void Remove(string key) => Target.Delete(DistributedKey.Of(Space, key));

    public async Task RemoveAsync(string key, CancellationToken token = default) =>
        await Target.DeleteAsync(DistributedKey.Of(Space, key), token).ConfigureAwait(false);

    private static ReadOnlySequence<byte> SequenceOf(byte[] value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new(value);
    }

    private async ValueTask<byte[]?> ReadAsync(string key, CancellationToken token)
    {
        using var entry = await FindAsync(key, token).ConfigureAwait(false);
        return entry?.Bytes.ToArray();
    }

    /// <summary>Reads an entry; one with a sliding expiry is given its time anew, but never beyond its end.</summary>
    private async ValueTask<DistributedEntry?> FindAsync(string key, CancellationToken token)
    {
        string name = DistributedKey.Of(Space, key);
        var entry = await Target.GetAsync<DistributedEntry>(name, token).ConfigureAwait(false);
        if (entry is not { Sliding: { } sliding })
            return entry;
        if (sliding.TimeToLive(Time.GetUtcNow()) is not { } timeToLive)
        {
            // A server that counts whole seconds keeps it a little longer.
            entry.Dispose();
            return null;
        }

        await Target.TouchAsync(name, timeToLive, token).ConfigureAwait(false);
        return entry;
    }
}
