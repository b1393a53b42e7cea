using CacheKit.Redis.Keys;
using StackExchange.Redis;

namespace CacheKit.Redis.Commands;

/// <summary>Gives an entry another key, with what is left of its life.</summary>
internal static class EntryMove
{
    public static ValueTask<bool> MoveAsync(IDatabase database, RedisKey source, RedisKey destination, CancellationToken cancellationToken) =>
        KeySlots.AreShared(database, source, destination)
            ? RenameAsync(database, source, destination, cancellationToken)
            : CopyThenDeleteAsync(database, source, destination, cancellationToken);

    private static async ValueTask<bool> RenameAsync(IDatabase database, RedisKey source, RedisKey destination, CancellationToken cancellationToken)
    {
        try
        {
            return await database.KeyRenameAsync(source, destination, When.Always, CommandFlags.None).OrGivenUp(cancellationToken).ConfigureAwait(false);
        }
        catch (RedisServerException refusal) when (RedisRefusals.IsAbsence(refusal))
        {
            return false;
        }
    }

    // Between two slots of a cluster nothing is atomic: an interruption leaves both, never neither.
    private static async ValueTask<bool> CopyThenDeleteAsync(IDatabase database, RedisKey source, RedisKey destination, CancellationToken cancellationToken)
    {
        var (payload, life) = await ReadAsync(database, source).OrGivenUp(cancellationToken).ConfigureAwait(false);
        if (payload.IsNull || !life.HasValue)
            return false;
        await database.StringSetAsync(destination, payload, RedisLifetime.ToExpiration(life.Value), ValueCondition.Always, CommandFlags.None)
            .OrGivenUp(cancellationToken).ConfigureAwait(false);
        // Of several that move it at once, the one that removes it has moved it.
        return await database.KeyDeleteAsync(source, CommandFlags.None).OrGivenUp(cancellationToken).ConfigureAwait(false);
    }

    // Two commands that go out together, not the client's one call for both, which fails while a slot moves (ASK).
    private static async Task<(RedisValue Payload, CacheValue<TimeSpan?> Life)> ReadAsync(IDatabase database, RedisKey key)
    {
        var payload = database.StringGetAsync(key, CommandFlags.DemandMaster);
        var life = RedisLifetime.ReadAsync(database, key, CommandFlags.DemandMaster);
        await Task.WhenAll(payload, life).ConfigureAwait(false);
        return (await payload.ConfigureAwait(false), await life.ConfigureAwait(false));
    }
}
