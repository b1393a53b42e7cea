using System.Buffers;
using CacheKit.Diagnostics;
using CacheKit.Keys;
using CacheKit.Serialization;
using CacheKit.Tool.Caches;

namespace CacheKit.Tool.Values;

/// <summary>Reads entries as the application would find them: one that has expired, or whose tags were removed, is not there.</summary>
internal sealed class EntryReader(ToolCache cache)
{
    /// <summary>The entry under a key; null when there is none.</summary>
    /// <exception cref="CacheBackendException">The backend failed.</exception>
    public async Task<StoredEntry?> ReadAsync(CacheKey key, CancellationToken cancellationToken)
    {
        try
        {
            var payload = new ArrayBufferWriter<byte>();
            if (!await cache.Backend.TryGetAsync(key, payload, cancellationToken))
                return null;
            if (ConditionalPayload.Is(payload.WrittenSpan) && ConditionalPayload.TryRead(payload.WrittenMemory, out var conditional))
                return await ReadConditionalAsync(key, conditional, cancellationToken);
            return await TimeToLiveAsync(key, cancellationToken) is { HasValue: true, Value: var time }
                ? new(StoredValueReader.Read(payload.WrittenMemory), time, Tags: 0)
                : null;
        }
        catch (Exception exception) when (exception is not ToolException && CacheContext.IsFailure(exception, cancellationToken))
        {
            throw cache.Context.Failed(CacheOperation.Get, exception);
        }
    }

    private async Task<StoredEntry?> ReadConditionalAsync(CacheKey key, ConditionalPayload payload, CancellationToken cancellationToken)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        if (now >= payload.FreshUntil || !await AreCurrentAsync(payload, cancellationToken))
            return null;
        var time = payload.FreshUntil == long.MaxValue
            ? (await TimeToLiveAsync(key, cancellationToken)).GetValueOrDefault()
            : TimeSpan.FromMilliseconds(payload.FreshUntil - now);
        return new(StoredValueReader.Read(payload.Payload), time, payload.Marks.Length);
    }

    private async Task<bool> AreCurrentAsync(ConditionalPayload payload, CancellationToken cancellationToken)
    {
        if (payload.Marks.Length == 0)
            return true;
        if (cache.Alias.KeyFunctionError is { } error)
            throw new ToolException(ExitCode.Configuration, $"The entry has tags, and whether they were removed stands under keys that the key function makes. {error}");
        return (await cache.Context.Markers!.AreCurrentAsync([payload.Marks], cancellationToken))[0];
    }

    private ValueTask<CacheValue<TimeSpan?>> TimeToLiveAsync(CacheKey key, CancellationToken cancellationToken) =>
        cache.Backend.GetTimeToLiveAsync(key, cancellationToken);
}
