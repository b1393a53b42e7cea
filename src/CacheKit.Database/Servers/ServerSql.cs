using System.Data.Common;
using CacheKit.Database.Keys;

namespace CacheKit.Database.Servers;

/// <summary>
/// What a kind of server is told for each operation on a table. A row is the entry of a key when both columns of the key
/// are equal, and alive while <c>expires</c> is null or later than <c>now</c>.
/// </summary>
internal abstract class ServerSql
{
    /// <summary>Rows of <c>value</c>.</summary>
    public abstract ServerStatement Read(DatabaseKey key, long now);

    /// <summary>Rows of <c>cache_key</c>, <c>full_key</c>, <c>value</c>, of the keys and perhaps of others that collide with one.</summary>
    public abstract ServerStatement ReadMany(IReadOnlyList<DatabaseKey> keys, long now);

    /// <summary>Rows of <c>expires</c>.</summary>
    public abstract ServerStatement ReadExpiry(DatabaseKey key, long now);

    public abstract ServerStatement Write(ServerEntry entry, long? expires);

    /// <param name="entries">No two of one key.</param>
    /// <param name="expires">When all of them expire.</param>
    public abstract ServerStatement WriteMany(IReadOnlyList<ServerEntry> entries, long? expires);

    /// <summary>The last one counts one row if the entry was added.</summary>
    public abstract IReadOnlyList<ServerStatement> Add(ServerEntry entry, long? expires, long now);

    /// <summary>Counts one row if the entry is alive, also where its expiry stays the same.</summary>
    public abstract ServerStatement Touch(DatabaseKey key, long? expires, long now);

    /// <summary>
    /// The first one counts one row if it changed a counter that does not overflow; the last one gives the new value
    /// then, and anything otherwise.
    /// </summary>
    public abstract IReadOnlyList<ServerStatement> Increment(DatabaseKey key, long delta, long now);

    /// <summary>Count a row if the source was alive; one transaction where there are several.</summary>
    public abstract IReadOnlyList<ServerStatement> Move(DatabaseKey source, DatabaseKey destination, long now);

    /// <summary>Counts one row if the entry was alive.</summary>
    public abstract ServerStatement Delete(DatabaseKey key, long now);

    public abstract ServerStatement DeleteMany(IReadOnlyList<DatabaseKey> keys);

    public abstract ServerStatement Clear(DatabaseKeyPrefix? prefix);

    /// <summary>Counts the expired rows that it takes away.</summary>
    /// <param name="most">How many at most.</param>
    /// <param name="now">Now.</param>
    public abstract ServerStatement CullExpired(int most, long now);

    /// <summary>Takes away living rows with the smallest keys.</summary>
    /// <param name="kept">Keys that stay.</param>
    /// <param name="count">How many rows.</param>
    /// <param name="now">Now.</param>
    public abstract ServerStatement CullSmallest(IReadOnlyList<DatabaseKey> kept, long count, long now);

    /// <summary>The number of living rows.</summary>
    public abstract ServerStatement Count(long now);

    /// <summary>The number of living rows, or <paramref name="limit"/> where there are more: the server looks at no more.</summary>
    public abstract ServerStatement CountUpTo(long limit, long now);

    /// <summary>Rows of <c>cache_key</c>, <c>full_key</c>, <c>expires</c> and the payload's length, in the order of keys.</summary>
    /// <param name="prefix">What final keys begin with; null for anything.</param>
    /// <param name="after">The <c>cache_key</c> after which to begin; null for the first one.</param>
    /// <param name="limit">How many rows at most.</param>
    /// <param name="now">Now.</param>
    public abstract ServerStatement List(DatabaseKeyPrefix? prefix, string? after, int limit, long now);

    /// <summary>Fails if there is no table, and reads nothing.</summary>
    public abstract ServerStatement Find();

    /// <summary>The column <c>cache_key</c> of a row.</summary>
    public abstract string KeyOf(DbDataReader row, int column);
}
