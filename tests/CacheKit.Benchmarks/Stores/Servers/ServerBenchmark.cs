using System.Data.Common;
using CacheKit.TestServers;
using Microsoft.Extensions.DependencyInjection;
using MySqlConnector;
using Npgsql;

namespace CacheKit.Benchmarks.Stores.Servers;

/// <summary><c>postgresql</c>, <c>mysql</c>: a real server beside bare statements; with <c>flat</c>, with more and more entries.</summary>
internal static class ServerBenchmark
{
    private const int Entries = 10_000;

    public static async Task RunPostgreSqlAsync(string? what)
    {
        await using var server = await PostgreSqlServer.StartNewAsync();
        await RunAsync(what, "postgresql", await server.CreateDatabaseAsync("bench"), static text => NpgsqlDataSource.Create(text), new BarePostgreSqlSql(), static builder => builder.AddPostgreSql());
    }

    public static async Task RunMySqlAsync(string? what)
    {
        await using var server = await MariaDbServer.StartNewAsync();
        await RunAsync(what, "mysql", await server.CreateDatabaseAsync("bench"), static text => new MySqlDataSource(text), new BareMySqlSql(), static builder => builder.AddMySql());
    }

    private static async Task RunAsync(
        string? what, string backend, string connectionString, Func<string, DbDataSource> connect, BareServerSql sql, Action<ICacheKitBuilder> register)
    {
        CacheKitStore Open(string table) => new(
            register, ("Backend", backend), ("Location", table), ("Options:ConnectionString", connectionString), ("Options:CreateTable", "true"));

        if (what == "flat")
        {
            await using var small = Open("small");
            await using var middle = Open("middle");
            await using var large = Open("large");
            await new StoreFlatness(StoreOperation.All(single: 1.5, many: 1.5)).RunAsync((small, 1_000), (middle, 100_000), (large, 1_000_000));
            return;
        }

        var source = connect(connectionString);
        await using (var command = source.CreateCommand(sql.Create))
            await command.ExecuteNonQueryAsync();
        await using var floor = new BareServerStore(source, sql);
        await using var cacheKit = Open("entries");
        await new StoreComparison(StoreOperation.All(single: 1.25, many: 1.25), new StoreKeys(Entries)).RunAsync(floor, [cacheKit], 1, 16);
    }
}
