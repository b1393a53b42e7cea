using System.Data;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Database.Tests.Servers;

/// <summary>What a cache on a server does beyond the facts of every backend.</summary>
/// <param name="kind">The kind of server.</param>
/// <param name="servers">The servers.</param>
public abstract class ServerCacheFacts(ServerKind kind, DatabaseServers servers) : IAsyncLifetime
{
    private readonly List<IAsyncDisposable> _open = [];
    private readonly string _table = servers.NextName();

    protected DatabaseServers Servers => servers;

    protected string ConnectionString { get; private set; } = "";

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => ConnectionString = await FindDatabaseAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var open in _open)
            await open.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_missing_table_is_an_error_that_names_the_command()
    {
        var failure = await Assert.ThrowsAsync<CacheBackendException>(
            async () => await Open(("Options:CreateTable", "false")).Cache.GetAsync<int>("key", Token));

        Assert.Contains($"The table {_table} does not exist", failure.Message, StringComparison.Ordinal);
        Assert.Contains("cachekit createcachetable", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_made_in_code_is_used_and_a_second_time_left_as_it_is()
    {
        var open = Open(("Options:CreateTable", "false"));

        await open.Services.CreateCacheTablesAsync(Token);
        await open.Cache.SetAsync("key", 7, cancellationToken: Token);
        await open.Services.CreateCacheTablesAsync(Token);

        Assert.Equal(7, await open.Cache.GetAsync<int>("key", Token));
    }

    [Fact]
    public async Task A_table_with_other_columns_is_an_error_that_says_so()
    {
        await RunAsync(ConnectionString, $"CREATE TABLE {kind.Quote(_table)} (cache_key int, payload int)");

        var failure = await Assert.ThrowsAsync<CacheBackendException>(async () => await Open().Cache.SetAsync("key", 7, cancellationToken: Token));

        Assert.Contains("its columns are others", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("My Entries")]
    [InlineData("select")]
    [InlineData("Ünïcödé")]
    [InlineData("'; DROP TABLE")]
    public async Task The_name_of_a_table_may_need_quotes(string name)
    {
        string table = $"{_table} {name}";
        var cache = Open(("Location", table)).Cache;

        await cache.SetAsync("key", 7, cancellationToken: Token);

        Assert.Equal(7, await cache.GetAsync<int>("key", Token));
        Assert.Equal(1, await RunAsync(ConnectionString, $"SELECT count(*) FROM {kind.Quote(table)}"));
    }

    [Theory]
    [InlineData("key", "KEY")]
    [InlineData("resume", "résumé")]
    [InlineData("key", "key ")]
    [InlineData("key", " key")]
    [InlineData("straße", "strasse")]
    [InlineData("a\0b", "a\uFFFDb")]
    [InlineData("e\u0301", "é")]
    public async Task Keys_that_differ_a_little_are_two(string one, string other)
    {
        var cache = Open().Cache;

        await cache.SetAsync(one, 1, cancellationToken: Token);
        Assert.True(await cache.AddAsync(other, 2, cancellationToken: Token));

        Assert.Equal((1, 2), (await cache.GetAsync<int>(one, Token), await cache.GetAsync<int>(other, Token)));
        Assert.Equal(2, (await cache.GetManyAsync<int>([one, other], Token)).Count);
        Assert.True(await cache.DeleteAsync(one, Token));
        Assert.Equal(2, await cache.GetAsync<int>(other, Token));
    }

    [Fact]
    public async Task Keys_of_any_length_are_cleared_by_their_prefix_alone()
    {
        string word = new('k', 300);
        var one = Open(("KeyPrefix", "one"), ("Options:ClearScope", "prefix")).Cache;
        var other = Open(("KeyPrefix", "One"), ("Options:ClearScope", "prefix")).Cache;
        foreach (string key in (string[])["key", word, "ä\0"])
        {
            await one.SetAsync(key, 1, cancellationToken: Token);
            await other.SetAsync(key, 2, cancellationToken: Token);
        }

        await one.ClearAsync(Token);

        Assert.Empty(await one.GetManyAsync<int>(["key", word, "ä\0"], Token));
        Assert.Equal(3, (await other.GetManyAsync<int>(["key", word, "ä\0"], Token)).Count);
    }

    [Fact]
    public async Task Reads_go_to_the_replica_and_writes_to_the_primary()
    {
        string replica = await NewDatabaseAsync(servers.NextName());
        var primaryOnly = Open().Cache;
        var replicaOnly = Open(("Options:ConnectionString", replica)).Cache;
        var both = Open(("Options:ReadConnectionString", replica)).Cache;
        await replicaOnly.SetAsync("key", "replica", cancellationToken: Token);

        await both.SetAsync("key", "primary", cancellationToken: Token);
        Assert.True(await both.AddAsync("added", 1, cancellationToken: Token));

        Assert.Equal("replica", await both.GetAsync<string>("key", Token));
        Assert.False(await both.ContainsAsync("added", Token));
        Assert.Equal(["key"], (await both.GetManyAsync<string>(["key", "added"], Token)).Keys);
        Assert.Equal("primary", await primaryOnly.GetAsync<string>("key", Token));
        Assert.Equal(2, await both.IncrementAsync("added", cancellationToken: Token));
        Assert.True(await both.DeleteAsync("key", Token));
        Assert.Equal("replica", await replicaOnly.GetAsync<string>("key", Token));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("orders")]
    public async Task A_data_source_among_the_services_stands_in_for_a_connection_string_and_outlives_the_cache(string? key)
    {
        await using var source = kind.NewDataSource(ConnectionString);
        await using (var open = new ServerCache(
            kind,
            [("Location", _table), ("Options:CreateTable", "true"), .. key is null ? [] : (ReadOnlySpan<(string, string?)>)[("Options:DataSourceKey", key)]],
            services =>
                services.Add(key is null ? new ServiceDescriptor(kind.DataSourceType, source) : new ServiceDescriptor(kind.DataSourceType, key, source))))
        {
            await open.Cache.SetAsync("key", 7, cancellationToken: Token);
            Assert.Equal(7, await open.Cache.GetAsync<int>("key", Token));
            Assert.Equal(8, await open.Cache.IncrementAsync("key", cancellationToken: Token));
            Assert.True(await open.Cache.TouchAsync("key", CacheTimeout.Never, Token));
        }

        await using var connection = await source.OpenConnectionAsync(Token);
        Assert.Equal(ConnectionState.Open, connection.State);
    }

    [Fact]
    public async Task Sixteen_racers_of_two_applications_lose_no_count_and_one_of_them_adds()
    {
        const int Racers = 16, Rounds = 25;
        ICache[] caches = [Open().Cache, Open().Cache];
        await caches[0].SetAsync("counter", 0, cancellationToken: Token);
        int added = 0;

        await Task.WhenAll(Enumerable.Range(0, Racers).Select(racer => Task.Run(async () =>
        {
            var cache = caches[racer % 2];
            for (int round = 0; round < Rounds; round++)
            {
                await cache.IncrementAsync("counter", racer - 5, Token);
                if (await cache.AddAsync($"added{round}", racer, cancellationToken: Token))
                    Interlocked.Increment(ref added);
            }
        })));

        Assert.Equal(Rounds * Enumerable.Range(0, Racers).Sum(static racer => racer - 5), await caches[1].GetAsync<int>("counter", Token));
        Assert.Equal(Rounds, added);
    }

    [Fact]
    public async Task Many_values_that_cross_each_other_all_arrive()
    {
        const int Racers = 16, Keys = 40;
        var cache = Open().Cache;

        await Task.WhenAll(Enumerable.Range(0, Racers).Select(racer => Task.Run(async () =>
        {
            // Each begins elsewhere, and half of them go down: without an order they would wait for each other in a ring.
            var keys = Enumerable.Range(0, Keys).Select(number => $"key{(racer % 2 == 0 ? number : Keys - number) + racer}").ToArray();
            await cache.SetManyAsync(keys.Select(key => KeyValuePair.Create(key, racer)), cancellationToken: Token);
            await cache.DeleteManyAsync(keys.Take(5), Token);
            await cache.SetManyAsync(keys.Take(5).Select(key => KeyValuePair.Create(key, racer)), cancellationToken: Token);
        })));

        Assert.True(await RunAsync(ConnectionString, $"SELECT count(*) FROM {kind.Quote(_table)}") >= Keys);
    }

    [Fact]
    public async Task A_write_has_succeeded_also_when_the_surplus_cannot_be_taken_away()
    {
        var open = Open(("Options:MaxEntries", "3"));
        await open.Cache.SetManyAsync(Values("old", 4), cancellationToken: Token);
        foreach (string statement in kind.RefuseDeletions(_table))
            await RunAsync(ConnectionString, statement);

        await open.Cache.SetAsync("new", 1, cancellationToken: Token);
        Assert.True(await open.Cache.AddAsync("added", 1, cancellationToken: Token));
        Assert.Equal(2, await open.Cache.GetOrSetValueAsync("got", 2, cancellationToken: Token));

        Assert.Equal(3, (await open.Cache.GetManyAsync<int>(["new", "added", "got"], Token)).Count);
        Assert.Single(open.Logs.Warnings, static line => line.Id == 1140);
    }

    [Fact]
    public async Task A_large_table_stays_within_a_tenth_of_its_limit()
    {
        const int Limit = 2000;
        var cache = Open(("Options:MaxEntries", $"{Limit}")).Cache;
        int most = 0;
        for (int batch = 0; batch < 60; batch++)
        {
            await cache.SetManyAsync(
                Enumerable.Range(0, 50).Select(number => KeyValuePair.Create($"key{(batch * 7919) % 60:D2}-{number}", number)), cancellationToken: Token);
            most = Math.Max(most, await RunAsync(ConnectionString, $"SELECT count(*) FROM {kind.Quote(_table)}"));
        }

        Assert.InRange(most, Limit, Limit + (Limit / 10));
    }

    [Fact]
    public async Task Applications_that_start_at_once_keep_a_large_table_within_a_tenth_of_its_limit()
    {
        const int Limit = 2000, Applications = 6;
        await Open().Cache.SetManyAsync(Values("old", Limit - 50), cancellationToken: Token);
        var caches = Enumerable.Range(0, Applications).Select(_ => Open(("Options:MaxEntries", $"{Limit}")).Cache).ToArray();
        await using var source = kind.NewDataSource(ConnectionString);
        await using var count = source.CreateCommand($"SELECT count(*) FROM {kind.Quote(_table)}");
        long most = 0;

        var writing = Task.WhenAll(caches.Select((cache, writer) => Task.Run(async () =>
        {
            for (int number = 0; number < 200; number++)
                await cache.SetAsync($"{writer}-{number}", number, cancellationToken: Token);
        })));
        while (!writing.IsCompleted)
            most = Math.Max(most, (long)(await count.ExecuteScalarAsync(Token))!);
        await writing;

        Assert.InRange(most, Limit / 2, Limit + (Limit / 10));
    }

    [Fact]
    public async Task Many_values_at_once_do_not_make_the_table_grow_without_end()
    {
        const int Limit = 30, Many = 1200;
        var cache = Open(("Options:MaxEntries", $"{Limit}")).Cache;

        for (int call = 0; call < 5; call++)
            await cache.SetManyAsync(Values($"{call}-", Many), cancellationToken: Token);

        Assert.InRange(await RunAsync(ConnectionString, $"SELECT count(*) FROM {kind.Quote(_table)}"), Many, Limit + Many);
    }

    [Fact]
    public async Task Expired_rows_go_as_fast_as_many_values_come()
    {
        const int Many = 500;
        var cache = Open().Cache;
        for (int call = 0; call < 4; call++)
        {
            await cache.SetManyAsync(Values($"{call}-", Many), TimeSpan.FromMilliseconds(1), Token);
            while (await cache.ContainsAsync($"{call}-0", Token))
                await Task.Yield();
        }

        Assert.Equal(Many, await RunAsync(ConnectionString, $"SELECT count(*) FROM {kind.Quote(_table)}"));
    }

    [Fact]
    public async Task A_call_that_is_given_up_before_it_begins_does_nothing()
    {
        var cache = Open().Cache;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await cache.SetAsync("key", 1, cancellationToken: new CancellationToken(canceled: true)));
        Assert.False(await cache.ContainsAsync("key", Token));
    }

    [Fact]
    public async Task A_call_that_waits_for_another_can_be_given_up()
    {
        var cache = Open().Cache;
        await cache.SetAsync("key", 1, cancellationToken: Token);
        await using var source = kind.NewDataSource(ConnectionString);
        await using var holder = await source.OpenConnectionAsync(Token);
        await using var transaction = await holder.BeginTransactionAsync(Token);
        await using var hold = holder.CreateCommand();
        hold.Transaction = transaction;
        hold.CommandText = $"UPDATE {kind.Quote(_table)} SET expires = 1";
        await hold.ExecuteNonQueryAsync(Token);
        using var impatience = CancellationTokenSource.CreateLinkedTokenSource(Token);

        var call = cache.TouchAsync("key", CacheTimeout.Never, impatience.Token).AsTask();
        Assert.False(call.IsCompleted);
        await impatience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await transaction.RollbackAsync(Token);
        Assert.Equal(1, await cache.GetAsync<int>("key", Token));
    }

    [Fact]
    public async Task A_value_of_megabytes_comes_back()
    {
        var value = new byte[5_000_000];
        Random.Shared.NextBytes(value);
        var cache = Open().Cache;

        await cache.SetAsync("key", value, cancellationToken: Token);

        Assert.Equal(value, await cache.GetAsync<byte[]>("key", Token));
    }

    private static IEnumerable<KeyValuePair<string, int>> Values(string prefix, int count) =>
        Enumerable.Range(0, count).Select(number => KeyValuePair.Create($"{prefix}{number}", number));

    /// <summary>The connection string of the database that facts share.</summary>
    protected abstract Task<string> FindDatabaseAsync();

    protected abstract Task<string> NewDatabaseAsync(string name);

    /// <summary>A cache on this fact's table, which is made at the first use.</summary>
    protected ServerCache Open(params (string Name, string? Value)[] settings)
    {
        var open = new ServerCache(kind, [("Location", _table), ("Options:ConnectionString", ConnectionString), ("Options:CreateTable", "true"), ("Options:MaxEntries", "100000"), .. settings]);
        _open.Add(open);
        return open;
    }

    /// <summary>Runs a statement, and returns the number that it gives.</summary>
    protected async Task<int> RunAsync(string connectionString, string sql)
    {
        await using var source = kind.NewDataSource(connectionString);
        await using var command = source.CreateCommand(sql);
        return Convert.ToInt32(await command.ExecuteScalarAsync(Token), CultureInfo.InvariantCulture);
    }
}
