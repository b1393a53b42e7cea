using CacheKit.Database.Tables;
using CacheKit.Database.Tests.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Database.Tests.Tables;

/// <summary>The tables of all aliases, and how they are made from code.</summary>
public sealed class CacheTablesTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string ConnectionString => $"Data Source={_directory.File("cache.db")}";

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Missing_tables_are_made_and_then_the_caches_work()
    {
        await using var services = Build(("default", "one", "false"), ("other", "two", "false"));

        await services.CreateCacheTablesAsync(Cancel);

        await services.GetRequiredService<ICaches>()["other"].SetAsync("a", 1, cancellationToken: Cancel);
        Assert.Equal(1, await services.GetRequiredService<ICaches>()["other"].GetAsync<int>("a", Cancel));
        Assert.Equal(2L, SqliteHarness.Query(ConnectionString, "SELECT count(*) FROM sqlite_schema WHERE type = 'table'"));
    }

    [Fact]
    public async Task A_table_that_is_there_is_never_touched()
    {
        SqliteHarness.Query(ConnectionString, "CREATE TABLE one (mine TEXT)");
        SqliteHarness.Query(ConnectionString, "INSERT INTO one VALUES ('kept')");
        await using var services = Build(("default", "ONE", "false"));

        await services.CreateCacheTablesAsync(Cancel);

        Assert.Equal("kept", SqliteHarness.Query(ConnectionString, "SELECT mine FROM one"));
        Assert.Equal(1L, SqliteHarness.Query(ConnectionString, "SELECT count(*) FROM sqlite_schema"));
    }

    [Fact]
    public async Task Two_aliases_with_one_table_have_it_once()
    {
        await using var services = Build(("default", "one", "false"), ("other", "one", "true"), ("third", "two", "false"));

        var tables = services.GetRequiredService<CacheTables>().All;

        Assert.Equal([["default", "other"], ["third"]], tables.Select(static table => table.Aliases));
    }

    [Fact]
    public async Task A_table_tells_where_it_is_and_how_it_is_made()
    {
        await using var services = Build(("default", "My \"Table\"", "false"));
        var table = Assert.Single(services.GetRequiredService<CacheTables>().All);

        Assert.Equal("sqlite", table.Provider);
        Assert.Equal("My \"Table\"", table.Name.Name);
        Assert.Equal(_directory.File("cache.db"), table.Database);
        Assert.StartsWith("CREATE TABLE IF NOT EXISTS \"My \"\"Table\"\"\" (\"cache_key\" TEXT NOT NULL PRIMARY KEY,", table.Sql[0], StringComparison.Ordinal);
        Assert.Equal(2, table.Sql.Count);
    }

    [Fact]
    public async Task It_is_known_whether_a_table_is_there_and_whether_it_was_made()
    {
        await using var services = Build(("default", "one", "false"));
        var table = Assert.Single(services.GetRequiredService<CacheTables>().All);

        Assert.False(await table.ExistsAsync(Cancel));
        Assert.True(await table.CreateAsync(Cancel));
        Assert.True(await table.ExistsAsync(Cancel));
        Assert.False(await table.CreateAsync(Cancel));
    }

    [Fact]
    public async Task Without_a_provider_it_says_what_to_add()
    {
        var services = new ServiceCollection();
        services.AddCacheKit();
        await using var container = services.BuildServiceProvider();

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => container.CreateCacheTablesAsync(Cancel));

        Assert.Contains("AddSqlite()", failure.Message, StringComparison.Ordinal);
    }

    private ServiceProvider Build(params (string Alias, string Table, string CreateTable)[] aliases)
    {
        var settings = aliases.SelectMany(alias => new (string Name, string Value)[]
        {
            ("Backend", "sqlite"), ("Location", alias.Table), ("Options:ConnectionString", ConnectionString), ("Options:CreateTable", alias.CreateTable),
        }.Select(setting => KeyValuePair.Create($"Caches:{alias.Alias}:{setting.Name}", (string?)setting.Value)));
        var services = new ServiceCollection();
        services.AddCacheKit(new ConfigurationBuilder().AddInMemoryCollection(settings).Build()).AddSqlite();
        return services.BuildServiceProvider();
    }
}
