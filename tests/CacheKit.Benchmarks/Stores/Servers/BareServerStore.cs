using System.Data;
using System.Data.Common;

namespace CacheKit.Benchmarks.Stores.Servers;

/// <summary>
/// The floor: prepared commands of the ADO.NET provider, each on an open connection of its own that callers take and give
/// back, on a table with an expiry; a hundred at once are one statement.
/// </summary>
/// <param name="source">The provider's data source.</param>
/// <param name="sql">The statements.</param>
internal sealed class BareServerStore(DbDataSource source, BareServerSql sql) : IStore
{
    private readonly System.Collections.Concurrent.ConcurrentBag<BareServerCommands> _idle = [];

    public string Name => "prepared statements";

    public async ValueTask GetAsync(string key)
    {
        var commands = await TakeAsync();
        commands.Get.Parameters[0].Value = sql.KeyOf(key);
        commands.Get.Parameters[1].Value = Now;
        await using (var reader = await commands.Get.ExecuteReaderAsync())
        {
            if (!await reader.ReadAsync() || reader.GetFieldValue<byte[]>(0).Length == 0)
                throw new InvalidOperationException("A miss.");
        }

        _idle.Add(commands);
    }

    public async ValueTask SetAsync(string key, byte[] value)
    {
        var commands = await TakeAsync();
        commands.Set.Parameters[0].Value = sql.KeyOf(key);
        commands.Set.Parameters[1].Value = value;
        commands.Set.Parameters[2].Value = Now + 300_000;
        await commands.Set.ExecuteNonQueryAsync();
        _idle.Add(commands);
    }

    public async ValueTask GetManyAsync(string[] keys)
    {
        var commands = await TakeAsync();
        await using (var many = sql.GetMany(keys, Now))
        {
            many.Connection = commands.Connection;
            await using var reader = await many.ExecuteReaderAsync();
            int found = 0;
            while (await reader.ReadAsync())
                found += reader.GetFieldValue<byte[]>(1).Length > 0 ? 1 : 0;
            if (found != keys.Length)
                throw new InvalidOperationException("A miss.");
        }

        _idle.Add(commands);
    }

    public async ValueTask SetManyAsync(string[] keys, byte[] value)
    {
        var commands = await TakeAsync();
        await using (var many = sql.SetMany(keys, value, Now + 300_000))
        {
            many.Connection = commands.Connection;
            await many.ExecuteNonQueryAsync();
        }

        _idle.Add(commands);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var commands in _idle)
            await commands.DisposeAsync();
        await source.DisposeAsync();
    }

    private static long Now => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    private async ValueTask<BareServerCommands> TakeAsync()
    {
        if (_idle.TryTake(out var idle))
            return idle;
        var connection = await source.OpenConnectionAsync();
        return new(
            connection,
            await PrepareAsync(connection, sql.Get, sql.KeyType, DbType.Int64),
            await PrepareAsync(connection, sql.Set, sql.KeyType, DbType.Binary, DbType.Int64));
    }

    private async ValueTask<DbCommand> PrepareAsync(DbConnection connection, string text, params DbType[] types)
    {
        var command = connection.CreateCommand();
        command.CommandText = text;
        for (int index = 0; index < types.Length; index++)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = sql.NameOf(index + 1);
            parameter.DbType = types[index];
            command.Parameters.Add(parameter);
        }

        await command.PrepareAsync();
        return command;
    }
}
