using CacheKit.Database.Tests.Servers;

namespace CacheKit.Database.Tests.PostgreSql;

public sealed class PostgreSqlCacheTests(DatabaseServers servers) : ServerCacheFacts(new PostgreSqlKind(), servers)
{
    [Theory]
    [InlineData("true", "u")]
    [InlineData("false", "p")]
    public async Task A_table_is_unlogged_when_the_option_says_so(string unlogged, string persistence)
    {
        string table = Servers.NextName();

        await Open(("Location", table), ("Options:Unlogged", unlogged)).Cache.SetAsync("key", 7, cancellationToken: Token);

        Assert.Equal(1, await RunAsync(ConnectionString, $"SELECT count(*) FROM pg_class WHERE relname = '{table}' AND relpersistence = '{persistence}'"));
    }

    [Fact]
    public async Task Without_prepared_statements_all_works_the_same()
    {
        var cache = Open(("Options:Prepare", "false")).Cache;

        await cache.SetAsync("key", 7, cancellationToken: Token);

        Assert.Equal(8, await cache.IncrementAsync("key", cancellationToken: Token));
        Assert.Equal(["key"], (await cache.GetManyAsync<int>(["key", "other"], Token)).Keys);
        Assert.Equal(0, await RunAsync(ConnectionString + ";Maximum Pool Size=1", "SELECT count(*) FROM pg_prepared_statements"));
    }

    protected override async Task<string> FindDatabaseAsync() => (await Servers.PostgreSql.GetAsync()).ConnectionString;

    protected override async Task<string> NewDatabaseAsync(string name) => await (await Servers.PostgreSql.GetAsync()).CreateDatabaseAsync(name);
}
