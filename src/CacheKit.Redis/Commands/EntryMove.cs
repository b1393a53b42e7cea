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
        var found = await database.StringGetWithExpiryAsync(source, CommandFlags.DemandMaster).OrGivenUp(cancellationToken).ConfigureAwait(false);
        if (found.Value.IsNull)
            return false;
        await database.StringSetAsync(destination, found.Value, RedisLifetime.ToExpiration(found.Expiry), ValueCondition.Always, CommandFlags.None)
            .OrGivenUp(cancellationToken).ConfigureAwait(false);
        // Of several that move it at once, the one that removes it has moved it.
        return await database.KeyDeleteAsync(source, CommandFlags.None).OrGivenUp(cancellationToken).ConfigureAwait(false);
    }
}
