using CacheKit.Database.Tests.Servers;
using CacheKit.TestServers;
using Microsoft.Extensions.DependencyInjection;
using MySqlConnector;

namespace CacheKit.Database.Tests.MySql;

public sealed class MySqlCacheTests(DatabaseServers servers) : ServerCacheFacts(new MySqlKind(), servers)
{
    [Fact]
    public async Task A_value_larger_than_a_packet_is_an_error_that_names_the_setting()
    {
        var cache = Open().Cache;

        var failure = await Assert.ThrowsAsync<CacheBackendException>(async () => await cache.SetAsync("key", new byte[17 << 20], cancellationToken: Token));

        Assert.Contains("max_allowed_packet", failure.Message, StringComparison.Ordinal);
        Assert.False(await cache.ContainsAsync("key", Token));
    }

    [Fact]
    public async Task A_data_source_that_counts_changed_rows_only_is_refused()
    {
        await using var source = new MySqlDataSource(ConnectionString + ";UseAffectedRows=true");

        var failure = Assert.ThrowsAny<Exception>(() => new ServerCache(new MySqlKind(), [], services => services.AddSingleton(source)));

        Assert.Contains("UseAffectedRows", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_source_that_reads_backslashes_otherwise_than_the_client_means_is_refused()
    {
        await using var source = SourceWith("NO_BACKSLASH_ESCAPES", ConnectionString);
        await using var open = OpenOver(source);

        var failure = await Assert.ThrowsAsync<CacheBackendException>(async () => await open.Cache.SetAsync("key", 1, cancellationToken: Token));

        Assert.Contains("NoBackslashEscapes=true", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("STRICT_ALL_TABLES,NO_BACKSLASH_ESCAPES", ";NoBackslashEscapes=true")]
    [InlineData("ANSI_QUOTES,PIPES_AS_CONCAT", "")]
    [InlineData("", "")]
    public async Task The_mode_of_the_server_does_not_matter(string mode, string setting)
    {
        await using var source = SourceWith(mode, ConnectionString + setting);
        await using var open = OpenOver(source);

        await AssertKeepsBytesAsync(open.Cache);
    }

    [Theory]
    [InlineData("")]
    [InlineData(";NoBackslashEscapes=true")]
    public async Task Nor_does_the_mode_that_a_server_gives_to_all_connections(string setting)
    {
        await using var server = await MariaDbServer.StartNewAsync();
        string connectionString = await server.CreateDatabaseAsync("facts");
        await RunAsync(connectionString, "SET GLOBAL sql_mode = 'STRICT_TRANS_TABLES,NO_BACKSLASH_ESCAPES'");

        await AssertKeepsBytesAsync(Open(("Options:ConnectionString", connectionString + setting)).Cache);
    }

    [Fact]
    public async Task A_table_that_the_user_may_not_make_is_an_error_that_names_the_grant_and_who_else_may_make_it()
    {
        string database = Servers.NextName(), user = Servers.NextName();
        string connectionString = await NewDatabaseAsync(database);
        await RunAsync(connectionString, $"CREATE USER {user} IDENTIFIED BY 'secret'; GRANT SELECT, INSERT, UPDATE, DELETE ON `{database}`.* TO {user}");
        var users = new MySqlConnectionStringBuilder(connectionString) { UserID = user, Password = "secret" };
        var failure = await Assert.ThrowsAsync<CacheBackendException>(async () => await OpenAsUser().SetAsync("key", 7, cancellationToken: Token));

        Assert.Contains($"does not let the user '{user}' make the table", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"GRANT CREATE ON `{database}`.*", failure.Message, StringComparison.Ordinal);
        Assert.Contains("'cachekit createcachetable --dry-run'", failure.Message, StringComparison.Ordinal);
        await RunAsync(connectionString, $"GRANT CREATE ON `{database}`.* TO {user}");
        // A connection keeps the grants of its database that it began with.
        var cache = OpenAsUser();
        await cache.SetAsync("key", 7, cancellationToken: Token);
        Assert.Equal(7, await cache.GetAsync<int>("key", Token));

        ICache OpenAsUser() => Open(("Options:ConnectionString", users.ConnectionString)).Cache;
    }

    private ServerCache OpenOver(MySqlDataSource source) => new(
        new MySqlKind(), [("Location", Servers.NextName()), ("Options:CreateTable", "true")], services => services.AddSingleton(source));

    private static MySqlDataSource SourceWith(string mode, string connectionString)
    {
        var source = new MySqlDataSourceBuilder(connectionString);
        source.UseConnectionOpenedCallback(async (context, token) =>
        {
            await using var command = new MySqlCommand($"SET SESSION sql_mode = '{mode}'", context.Connection);
            await command.ExecuteNonQueryAsync(token);
        });
        return source.Build();
    }

    private static async Task AssertKeepsBytesAsync(ICache cache)
    {
        const string Key = "a'b\\c\"d";
        byte[] value = [.. Enumerable.Range(0, 256).Select(static number => (byte)number)];

        await cache.SetAsync(Key, value, cancellationToken: Token);

        Assert.Equal(value, await cache.GetAsync<byte[]>(Key, Token));
        await cache.SetAsync("counter", 1, cancellationToken: Token);
        Assert.Equal(-1, await cache.IncrementAsync("counter", -2, Token));
    }

    protected override Task<string> FindDatabaseAsync() => Servers.MariaDbDatabaseAsync();

    protected override async Task<string> NewDatabaseAsync(string name) => await (await Servers.MariaDb.GetAsync()).CreateDatabaseAsync(name);
}
