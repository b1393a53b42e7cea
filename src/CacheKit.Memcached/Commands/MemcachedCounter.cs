using System.Buffers;
using CacheKit.Backends;
using CacheKit.Memcached.Values;
using CacheKit.Serialization;

namespace CacheKit.Memcached.Commands;

/// <summary>
/// Counts atomically. The server's own arithmetic keeps the expiry, but knows no negative numbers (it stops at 0), begins
/// again at 0 beyond 64 bits, and counts any digits, a text's too. So the entry is read first, and counted on the condition
/// that it is still the same; below zero it is replaced on that condition.
/// </summary>
internal sealed class MemcachedCounter(MemcachedClient client, MemcachedBackendOptions options)
{
    // So often a count is tried that others get in the way of.
    private const int PatientTries = 3;

    // Within these nobody comes near the ends of a long between a read and a count.
    private const long Ample = uint.MaxValue;

    private readonly MemcachedGetOptions _whole = new() { WithCas = true, WithTimeToLive = options.KnowsTimeToLive };

    public async ValueTask<IncrementResult> AddAsync(MemcachedKey key, long delta, CancellationToken cancellationToken)
    {
        using var text = PooledPayloadWriter.Rent();
        for (int tries = 1; ; tries++)
        {
            text.Clear();
            var found = await client.GetAsync(key, text, _whole, cancellationToken).ConfigureAwait(false);
            if (!found.IsFound)
                return new(IncrementStatus.Missing);
            if (!PayloadFlags.IsInteger(found.Flags))
                return new(IncrementStatus.NotAnInteger);
            var sum = CounterText.Add(text.WrittenSpan, delta);
            if (sum.Status != IncrementStatus.Done)
                return sum;
            bool isServers = sum.Value >= 0 && sum.Value - delta >= 0;
            // Each of many that count upwards at once would need as many tries. Their sum is the same in any order.
            bool isHurried = tries > PatientTries && delta is > 0 and <= Ample && sum.Value <= Ample;
            long? counted = isServers
                ? await CountAsync(key, delta, isHurried ? 0 : found.Cas, cancellationToken).ConfigureAwait(false)
                : await ReplaceAsync(key, sum.Value, found, cancellationToken).ConfigureAwait(false);
            if (counted is { } value)
                return new(IncrementStatus.Done, value);
        }
    }

    /// <returns>The sum; null when the counter is not what it was.</returns>
    private async ValueTask<long?> CountAsync(MemcachedKey key, long delta, ulong cas, CancellationToken cancellationToken)
    {
        var condition = new MemcachedCounterOptions { Cas = cas };
        try
        {
            return (long?)(delta < 0
                ? await client.DecrementAsync(key, (ulong)-delta, condition, cancellationToken).ConfigureAwait(false)
                : await client.IncrementAsync(key, (ulong)delta, condition, cancellationToken).ConfigureAwait(false));
        }
        catch (MemcachedServerException refusal) when (refusal.Error == MemcachedError.NotNumeric)
        {
            return null;
        }
    }

    private async ValueTask<long?> ReplaceAsync(MemcachedKey key, long sum, MemcachedGetResult found, CancellationToken cancellationToken)
    {
        byte[] text = new byte[CounterText.MaximumLength];
        var value = new ReadOnlySequence<byte>(text, 0, CounterText.Format(sum, text));
        // The second that may end between the read and this is added to its life; nothing tells the server's clock better.
        var status = await client.StoreAsync(
            key, value, new() { Flags = found.Flags, Cas = found.Cas, Expiry = options.ExpiryOf(found) }, cancellationToken).ConfigureAwait(false);
        return status == MemcachedStatus.Done ? sum : null;
    }
}
