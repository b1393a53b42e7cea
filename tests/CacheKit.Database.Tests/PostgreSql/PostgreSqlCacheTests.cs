using CacheKit.Database.Tests.Servers;
using Npgsql;

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

    [Fact]
    public async Task A_database_whose_encoding_lacks_a_character_of_a_key_is_an_error_that_says_so_and_all_else_works()
    {
        string database = Servers.NextName();
        await RunAsync(ConnectionString, $"CREATE DATABASE {database} ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0");
        var cache = Open(("Options:ConnectionString", new NpgsqlConnectionStringBuilder(ConnectionString) { Database = database }.ConnectionString)).Cache;

        await cache.SetAsync("é", "日本", cancellationToken: Token);
        await cache.SetAsync("counter", 1, cancellationToken: Token);
        var failure = await Assert.ThrowsAsync<CacheBackendException>(async () => await cache.SetAsync("日本", 1, cancellationToken: Token));

        Assert.Contains("ENCODING 'UTF8'", failure.Message, StringComparison.Ordinal);
        Assert.Equal("日本", await cache.GetAsync<string>("é", Token));
        Assert.Equal(2, await cache.IncrementAsync("counter", cancellationToken: Token));
    }

    [Theory]
    [InlineData("entries", "public", "GRANT USAGE ON SCHEMA public TO PUBLIC")]
    [InlineData("entries", "public", "SELECT 1")]
    [InlineData("Caches.entries", "\"Caches\"", "GRANT USAGE ON SCHEMA \"Caches\" TO PUBLIC")]
    public async Task A_table_that_the_user_may_not_make_is_an_error_that_names_the_grant_and_who_else_may_make_it(string location, string schema, string grants)
    {
        string user = Servers.NextName();
        string connectionString = await NewDatabaseAsync(Servers.NextName());
        await RunAsync(connectionString, $"CREATE SCHEMA \"Caches\"; REVOKE ALL ON SCHEMA public FROM PUBLIC; {grants}; CREATE ROLE {user} LOGIN PASSWORD 'secret'");
        var users = new NpgsqlConnectionStringBuilder(connectionString) { Username = user, Password = "secret" };
        var cache = Open(("Location", location), ("Options:ConnectionString", users.ConnectionString)).Cache;

        var failure = await Assert.ThrowsAsync<CacheBackendException>(async () => await cache.SetAsync("key", 7, cancellationToken: Token));

        string grant = $"GRANT USAGE, CREATE ON SCHEMA {schema} TO {user}";
        Assert.Contains($"does not let the user {user} make the table {location}", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"{grant};", failure.Message, StringComparison.Ordinal);
        Assert.Contains("'cachekit createcachetable --dry-run'", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure.ToString(), StringComparison.Ordinal);
        await RunAsync(connectionString, grant);
        await cache.SetAsync("key", 7, cancellationToken: Token);
        Assert.Equal(7, await cache.GetAsync<int>("key", Token));
    }

    [Theory]
    [InlineData("repeatable read")]
    [InlineData("serializable")]
    public async Task A_stricter_isolation_by_default_loses_nothing_and_refuses_nobody(string level)
    {
        const int Racers = 16, Rounds = 20;
        string database = Servers.NextName();
        string connectionString = await NewDatabaseAsync(database);
        await RunAsync(connectionString, $"ALTER DATABASE {database} SET default_transaction_isolation = '{level}'");
        var cache = Open(("Options:ConnectionString", connectionString), ("Options:MaxEntries", "10")).Cache;
        var counters = Open(("Options:ConnectionString", connectionString), ("Location", "counters")).Cache;
        await counters.SetAsync("counter", 0, cancellationToken: Token);
        int added = 0;

        await Task.WhenAll(Enumerable.Range(0, Racers).Select(racer => Task.Run(async () =>
        {
            for (int round = 0; round < Rounds; round++)
            {
                await counters.IncrementAsync("counter", cancellationToken: Token);
                await cache.SetAsync("one", racer, cancellationToken: Token);
                if (await cache.AddAsync($"{racer}-{round}", racer, cancellationToken: Token))
                    Interlocked.Increment(ref added);
            }
        })));

        Assert.Equal(Racers * Rounds, added);
        Assert.Equal(Racers * Rounds, await counters.GetAsync<int>("counter", Token));
    }

    [Fact]
    public async Task An_add_that_has_won_says_so_also_when_what_goes_along_with_it_conflicts_with_others()
    {
        string table = Servers.NextName();
        var cache = Open(("Location", table)).Cache;
        await cache.SetAsync("old", 1, TimeSpan.FromMilliseconds(1), Token);
        while (await cache.ContainsAsync("old", Token))
            await Task.Yield();
        await RunAsync(ConnectionString, $"""
            CREATE SEQUENCE {table}_calls;
            CREATE FUNCTION {table}_conflict() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
                IF nextval(''{table}_calls'') = 1 THEN RAISE EXCEPTION ''could not serialize access'' USING ERRCODE = ''40001''; END IF;
                RETURN OLD;
            END';
            CREATE TRIGGER conflict BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_conflict();
            """);

        // Another application, whose first write looks for what has expired.
        Assert.True(await Open(("Location", table)).Cache.AddAsync("new", 1, cancellationToken: Token));

        Assert.Equal(2, await RunAsync(ConnectionString, $"SELECT last_value FROM {table}_calls"));
    }

    protected override async Task<string> FindDatabaseAsync() => (await Servers.PostgreSql.GetAsync()).ConnectionString;

    protected override async Task<string> NewDatabaseAsync(string name) => await (await Servers.PostgreSql.GetAsync()).CreateDatabaseAsync(name);
}
