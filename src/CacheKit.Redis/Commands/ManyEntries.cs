using System.Buffers;
using CacheKit.Backends;
using CacheKit.Redis.Keys;
using StackExchange.Redis;

namespace CacheKit.Redis.Commands;

/// <summary>Calls for many entries. In a cluster they are one command for each slot, all sent before the first answer.</summary>
internal static class ManyEntries
{
    public static async ValueTask ReadAsync(
        IDatabase database, RedisKey[] keys, ICachePayloadReceiver receiver, CommandFlags flags, CancellationToken cancellationToken)
    {
        if (!KeySlots.AreUsed(database))
        {
            var values = await database.StringGetAsync(keys, flags).OrGivenUp(cancellationToken).ConfigureAwait(false);
            for (int place = 0; place < values.Length; place++)
                Hand(receiver, place, values[place]);
            return;
        }

        int[][] slots = KeySlots.Divide(database, keys);
        var answers = await Task.WhenAll(slots.Select(places => database.StringGetAsync(Pick(keys, places), flags)))
            .OrGivenUp(cancellationToken).ConfigureAwait(false);
        for (int slot = 0; slot < slots.Length; slot++)
        {
            for (int number = 0; number < slots[slot].Length; number++)
                Hand(receiver, slots[slot][number], answers[slot][number]);
        }
    }

    /// <returns>The places of the entries that the server refused.</returns>
    /// <exception cref="RedisServerException">It refused all, and so not for the sake of one.</exception>
    public static async ValueTask<IReadOnlyList<int>> WriteAsync(
        IDatabase database, ReadOnlyMemory<CacheItem> items, Expiration expiration, CancellationToken cancellationToken)
    {
        var copies = new PooledPayloads();
        var commands = new Task<bool>[items.Length];
        for (int place = 0; place < commands.Length; place++)
        {
            var item = items.Span[place];
            commands[place] = database.StringSetAsync(
                RedisKeys.Of(item.Key), copies.CopyOf(item.Payload), expiration, ValueCondition.Always, CommandFlags.None);
        }

        try
        {
            await Task.WhenAll(commands).OrGivenUp(cancellationToken).ConfigureAwait(false);
        }
        catch (RedisServerException) when (Array.Exists(commands, static command => command.IsCompletedSuccessfully))
        {
            return Refused(commands);
        }

        copies.Return();
        return [];
    }

    public static async ValueTask DeleteAsync(IDatabase database, RedisKey[] keys, CancellationToken cancellationToken)
    {
        var commands = KeySlots.AreUsed(database)
            ? Task.WhenAll(KeySlots.Divide(database, keys).Select(places => database.KeyDeleteAsync(Pick(keys, places), CommandFlags.None)))
            : Task.WhenAll(database.KeyDeleteAsync(keys, CommandFlags.None));
        await commands.OrGivenUp(cancellationToken).ConfigureAwait(false);
    }

    // Another failure than the server's refusal concerns the whole call.
    private static List<int> Refused(Task<bool>[] commands)
    {
        var places = new List<int>();
        for (int place = 0; place < commands.Length; place++)
        {
            if (commands[place].Exception?.InnerException is RedisServerException)
                places.Add(place);
            else if (commands[place].Exception is { } failure)
                throw failure.InnerException!;
        }

        return places;
    }

    private static RedisKey[] Pick(RedisKey[] keys, int[] places) => Array.ConvertAll(places, place => keys[place]);

    private static void Hand(ICachePayloadReceiver receiver, int place, RedisValue value)
    {
        if (!value.IsNull)
            receiver.Receive(place, new ReadOnlySequence<byte>((ReadOnlyMemory<byte>)value));
    }
}
