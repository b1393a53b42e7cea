using CacheKit.Backends;
using CacheKit.Backends.Objects;
using CacheKit.Diagnostics;
using CacheKit.Keys;
using CacheKit.Resilience;
using CacheKit.Serialization;
using CacheKit.Tags;

namespace CacheKit.Values;

/// <summary>
/// Entries that live by more than their timeout: they have tags, or are kept as stale values. A backend in this process
/// knows them itself. One of bytes does not: what they live by stands before their payload and is looked at here.
/// </summary>
internal sealed partial class Cache
{
    // Long enough that nobody who has looked at a dead entry is still about to remove it.
    private static readonly TimeSpan _claimLength = TimeSpan.FromMinutes(1);

    /// <summary>Whether a call that does not read the payload must do so first. Costs a field read where conditions are not used.</summary>
    private bool LooksFirst => _objects is null && _context.HasMetConditions;

    private long Now => PayloadTime.Now(_context.Time);

    private async ValueTask SetConditionalAsync<T>(
        string key, T value, CacheKey final, TimeSpan? timeToLive, CacheEntryTerms terms, CancellationToken cancellationToken)
    {
        var conditions = await ConditionsAsync(CacheOperation.Set, terms, cancellationToken).ConfigureAwait(false);
        var keptFor = EntryConditions.KeptFor(timeToLive, terms.StaleFor);
        if (_objects is { } objects)
        {
            if (objects.Set(final.Name, ConditionalEntry(EntryOf(key, value), final, timeToLive, conditions), keptFor))
                _instruments.Store();
            return;
        }

        using var buffer = PooledPayloadWriter.Rent();
        EncodeConditional(key, value, timeToLive, conditions, buffer);
        await StoreAsync(CacheOperation.Set, new(final, buffer.WrittenSequence), keptFor, cancellationToken).ConfigureAwait(false);
        _instruments.Store();
    }

    private async ValueTask<bool> AddConditionalAsync<T>(
        string key, T value, CacheKey final, TimeSpan? timeToLive, CacheEntryTerms terms, CancellationToken cancellationToken)
    {
        var conditions = await ConditionsAsync(CacheOperation.Add, terms, cancellationToken).ConfigureAwait(false);
        var keptFor = EntryConditions.KeptFor(timeToLive, terms.StaleFor);
        if (_objects is { } objects)
            return Added(AddOrGet(objects, final.Name, ConditionalEntry(EntryOf(key, value), final, timeToLive, conditions), keptFor) is null);

        using var buffer = PooledPayloadWriter.Rent();
        EncodeConditional(key, value, timeToLive, conditions, buffer);
        var item = new CacheItem(final, buffer.WrittenSequence);
        return Added(await AddOnceAsync(item, keptFor, cancellationToken).ConfigureAwait(false)
            || await AddOverDeadAsync(item, keptFor, cancellationToken).ConfigureAwait(false));
    }

    private ConditionalObject ConditionalEntry(CachedObject entry, CacheKey final, TimeSpan? timeToLive, EntryConditions conditions) =>
        new(entry, _context.TagTable!, conditions.Marks, timeToLive, conditions.StaleFor, _context.Time) { KeyIsPortable = _keys.IsPortable(final.Name) };

    private void EncodeConditional<T>(string key, T value, TimeSpan? timeToLive, EntryConditions conditions, PooledPayloadWriter buffer)
    {
        using var plain = PooledPayloadWriter.Rent();
        _context.Encode(key, value, plain);
        WriteConditional(plain.WrittenSpan, timeToLive, conditions, buffer);
    }

    private void WriteConditional(ReadOnlySpan<byte> payload, TimeSpan? timeToLive, EntryConditions conditions, PooledPayloadWriter buffer) =>
        ConditionalPayload.Write(
            FreshUntil(timeToLive, PayloadTime.Of(conditions.StaleFor)), PayloadTime.Of(conditions.StaleFor), conditions.Marks, payload, buffer);

    /// <summary>Stores an entry if its name is free. A backend that does not know conditions may give a dead one: it is replaced.</summary>
    private static CachedObject? AddOrGet(IObjectCacheScope objects, string name, CachedObject entry, TimeSpan? timeToLive)
    {
        var existing = objects.AddOrGet(name, entry, timeToLive);
        if (existing is not ConditionalObject { IsLive: false })
            return existing;
        return objects.Set(name, entry, timeToLive) ? null : entry;
    }

    private ValueTask<bool> StoreAsync(CacheOperation operation, CacheItem item, TimeSpan? timeToLive, CancellationToken cancellationToken) => GuardAsync(
        operation,
        static (backend, key, call, token) => backend.SetAsync(key, call.item.Payload, call.timeToLive, token).WithResultAsync(),
        item.Key,
        (item, timeToLive),
        cancellationToken);

    private ValueTask<bool> AddOnceAsync(CacheItem item, TimeSpan? timeToLive, CancellationToken cancellationToken) =>
        GuardAsync(
            CacheOperation.Add, static (backend, key, call, token) => backend.AddAsync(key, call.item.Payload, call.timeToLive, token), item.Key,
            (item, timeToLive), cancellationToken);

    /// <summary>An entry is in the way of one to be added: a dead one must make room.</summary>
    private async ValueTask<bool> AddOverDeadAsync(CacheItem item, TimeSpan? timeToLive, CancellationToken cancellationToken)
    {
        using var existing = PooledPayloadWriter.Rent();
        var standing = await LookAsync(CacheOperation.Add, item.Key, existing, cancellationToken).ConfigureAwait(false);
        if (standing == EntryStanding.Absent)
            return await AddOnceAsync(item, timeToLive, cancellationToken).ConfigureAwait(false);
        if (standing != EntryStanding.Dead)
            return false;
        // Of those who see the same dead entry only one may remove it: a second would remove what the first has added.
        var claim = new CacheItem(_context.Markers!.ClaimOn(item.Key, existing.WrittenSpan), TagMarker.Write(TagMarker.NewValue()));
        if (!await AddOnceAsync(claim, _claimLength, cancellationToken).ConfigureAwait(false))
            return false;
        await GuardAsync(
            CacheOperation.Add, static (backend, key, _, token) => backend.DeleteAsync(key, token), item.Key, 0,
            cancellationToken).ConfigureAwait(false);
        return await AddOnceAsync(item, timeToLive, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<bool> TouchLiveAsync(CacheKey final, TimeSpan? timeToLive, CancellationToken cancellationToken)
    {
        using var buffer = PooledPayloadWriter.Rent();
        var standing = await LookAsync(CacheOperation.Touch, final, buffer, cancellationToken).ConfigureAwait(false);
        if (standing is EntryStanding.Absent or EntryStanding.Dead)
            return false;
        if (standing == EntryStanding.Plain || !ConditionalPayload.TryRead(buffer.WrittenMemory, out var read) || read.StaleFor == 0)
            return await TouchAnyAsync(final, timeToLive, cancellationToken).ConfigureAwait(false);
        // The end of its freshness stands in the entry.
        using var renewed = PooledPayloadWriter.Rent();
        ConditionalPayload.Write(FreshUntil(timeToLive, read.StaleFor), read.StaleFor, read.Marks, read.Payload.Span, renewed);
        var keptFor = EntryConditions.KeptFor(timeToLive, PayloadTime.ToTimeSpan(read.StaleFor));
        return await StoreAsync(CacheOperation.Touch, new(final, renewed.WrittenSequence), keptFor, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<bool> IsLiveAsync(CacheOperation operation, CacheKey final, CancellationToken cancellationToken)
    {
        using var buffer = PooledPayloadWriter.Rent();
        return await LookAsync(operation, final, buffer, cancellationToken).ConfigureAwait(false) is EntryStanding.Plain or EntryStanding.Live;
    }

    private async ValueTask<bool> DeleteLiveAsync(CacheOperation operation, CacheKey final, CancellationToken cancellationToken)
    {
        bool live;
        try
        {
            live = await IsLiveAsync(operation, final, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            // Lost as well, though it never came to deleting.
            (_context.Leader as RecoveringBackend)?.Remember([final]);
            throw;
        }

        return await DeleteAnyAsync(operation, final, cancellationToken).ConfigureAwait(false) && live;
    }

    private async ValueTask<CacheValue<TimeSpan?>> GetLiveTimeAsync(CacheKey final, CancellationToken cancellationToken)
    {
        using var buffer = PooledPayloadWriter.Rent();
        var standing = await LookAsync(CacheOperation.GetTimeToLive, final, buffer, cancellationToken).ConfigureAwait(false);
        if (standing is EntryStanding.Absent or EntryStanding.Dead)
            return default;
        return standing == EntryStanding.Live && ConditionalPayload.TryRead(buffer.WrittenMemory, out var read) && read.FreshUntil != long.MaxValue
            ? new(PayloadTime.ToTimeSpan(Math.Max(read.FreshUntil - Now, 1)))
            : await TimeOfAnyAsync(final, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads what stands under a key and whether its conditions hold.</summary>
    private async ValueTask<EntryStanding> LookAsync(CacheOperation operation, CacheKey final, PooledPayloadWriter buffer, CancellationToken cancellationToken)
    {
        if (!await ReadAnyAsync(operation, final, buffer, cancellationToken).ConfigureAwait(false))
            return EntryStanding.Absent;
        // What is damaged is there, though nobody can read it, as any other payload.
        if (!ConditionalPayload.Is(buffer.WrittenSpan) || !ConditionalPayload.TryRead(buffer.WrittenMemory, out var read))
            return EntryStanding.Plain;
        return Now < read.FreshUntil && await IsCurrentAsync(operation, read, cancellationToken).ConfigureAwait(false)
            ? EntryStanding.Live
            : EntryStanding.Dead;
    }

    /// <summary>Reads a payload with conditions: a value, a stale one, or neither.</summary>
    private async ValueTask<Found<T>> ReadConditionalAsync<T>(string key, ReadOnlyMemory<byte> payload, bool orStale, CancellationToken cancellationToken)
    {
        if (!ConditionalPayload.TryRead(payload, out var read))
            return new(_context.Decode<T>(key, payload), default);
        _context.MeetConditions(read.Marks.Length > 0);
        long now = Now;
        bool fresh = now < read.FreshUntil;
        if (!fresh && (!orStale || now - read.FreshUntil >= read.StaleFor))
            return default;
        if (!await IsCurrentAsync(CacheOperation.Get, read, cancellationToken).ConfigureAwait(false))
            return default;
        var value = _context.Decode<T>(key, read.Payload);
        return fresh ? new(value, default) : new(default, value);
    }

    private async ValueTask<bool> IsCurrentAsync(CacheOperation operation, ConditionalPayload read, CancellationToken cancellationToken)
    {
        if (read.Marks.Length == 0)
            return true;
        bool[] current = await AreCurrentAsync(operation, [read.Marks], cancellationToken).ConfigureAwait(false);
        return current[0];
    }

    private ValueTask<bool[]> AreCurrentAsync(CacheOperation operation, TagMark[][] entries, CancellationToken cancellationToken) => GuardAsync(
        operation,
        static (_, _, call, token) => call.Markers!.AreCurrentAsync(call.entries, token),
        default,
        (_context.Markers, entries),
        cancellationToken);

    private bool Added(bool added)
    {
        if (added)
            _instruments.Store();
        return added;
    }

    private long FreshUntil(TimeSpan? timeToLive, long staleFor)
    {
        if (staleFor == 0 || timeToLive is not { } life)
            return long.MaxValue;
        return Now + PayloadTime.Of(life);
    }
}
