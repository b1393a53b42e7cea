using System.Buffers;
using CacheKit.Backends.LocMem;
using CacheKit.Keys;
using CacheKit.Serialization;
using CacheKit.Values;

namespace CacheKit.Inspection;

/// <summary>
/// Reads entries as the application would find them, whatever their types: one that has expired, or whose tags were removed,
/// is not there. No hit and no miss is counted.
/// </summary>
/// <param name="context">The alias.</param>
/// <param name="beforeTags">Called before the tags of an entry are looked up; throws where they cannot be.</param>
internal sealed class StoredEntryReader(CacheContext context, Action? beforeTags = null)
{
    /// <summary>The entry under a key; null when there is none. Throws what the backend throws.</summary>
    public async Task<StoredEntry?> ReadAsync(CacheKey key, CancellationToken cancellationToken)
    {
        var payload = new ArrayBufferWriter<byte>();
        if (!await TryReadAsync(key, payload, cancellationToken).ConfigureAwait(false))
            return null;
        if (ConditionalPayload.Is(payload.WrittenSpan) && ConditionalPayload.TryRead(payload.WrittenMemory, out var conditional))
            return await ReadConditionalAsync(key, conditional, cancellationToken).ConfigureAwait(false);
        return await TimeToLiveAsync(key, cancellationToken).ConfigureAwait(false) is { HasValue: true, Value: var time }
            ? new(StoredValueReader.Read(payload.WrittenMemory), time, Tags: 0)
            : null;
    }

    // Whoever looks at an entry does not use it, where that can be had.
    private ValueTask<bool> TryReadAsync(CacheKey key, ArrayBufferWriter<byte> payload, CancellationToken cancellationToken) =>
        context.Backend is LocMemBackend local ? new(local.TryPeek(key, payload)) : context.Backend.TryGetAsync(key, payload, cancellationToken);

    private async Task<StoredEntry?> ReadConditionalAsync(CacheKey key, ConditionalPayload payload, CancellationToken cancellationToken)
    {
        long now = PayloadTime.Now(context.Time);
        if (now >= payload.FreshUntil || !await AreCurrentAsync(payload, cancellationToken).ConfigureAwait(false))
            return null;
        var time = payload.FreshUntil == long.MaxValue
            ? (await TimeToLiveAsync(key, cancellationToken).ConfigureAwait(false)).GetValueOrDefault()
            : PayloadTime.ToTimeSpan(payload.FreshUntil - now);
        return new(StoredValueReader.Read(payload.Payload), time, payload.Marks.Length);
    }

    private async Task<bool> AreCurrentAsync(ConditionalPayload payload, CancellationToken cancellationToken)
    {
        // A backend that holds objects gives no entry whose tags were removed.
        if (payload.Marks.Length == 0 || context.Markers is not { } markers)
            return true;
        beforeTags?.Invoke();
        return (await markers.AreCurrentAsync([payload.Marks], cancellationToken).ConfigureAwait(false))[0];
    }

    private ValueTask<CacheValue<TimeSpan?>> TimeToLiveAsync(CacheKey key, CancellationToken cancellationToken) =>
        context.Backend.GetTimeToLiveAsync(key, cancellationToken);
}
