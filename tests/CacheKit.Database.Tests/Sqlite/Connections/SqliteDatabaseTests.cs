using System.Globalization;
using CacheKit.Backends;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Database.Tests.Sqlite.Connections;

/// <summary>One database of several aliases and callers: in memory, with a replica, and in a hurry.</summary>
public sealed class SqliteDatabaseTests : IDisposable
{
    private static readonly (string, string?) _room = ("Options:MaxEntries", "10000");

    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("Data Source=:memory:")]
    [InlineData("Data Source=shared;Mode=Memory;Cache=Shared")]
    public async Task A_database_in_memory_lives_as_long_as_the_container_and_aliases_share_it(string connectionString)
    {
        var settings = new[] { "default", "other" }.SelectMany(alias => new[]
        {
            KeyValuePair.Create($"Caches:{alias}:Backend", (string?)"sqlite"),
            KeyValuePair.Create($"Caches:{alias}:Options:ConnectionString", (string?)connectionString),
        });
        var services = new ServiceCollection();
        services.AddCacheKit(new ConfigurationBuilder().AddInMemoryCollection(settings).Build()).AddSqlite();
        await using var container = services.BuildServiceProvider();
        var caches = container.GetRequiredService<ICaches>();

        await Task.WhenAll(
            Enumerable.Range(0, 50).Select(number => Task.Run(() => caches.Default.SetAsync($"key{number}", number, cancellationToken: Cancel).AsTask())));
        var read = await Task.WhenAll(Enumerable.Range(0, 50).Select(number => Task.Run(() => caches["other"].GetAsync($"key{number}", -1, Cancel).AsTask())));

        Assert.Equal(Enumerable.Range(0, 50), read);
    }

    [Fact]
    public async Task Reads_go_to_the_replica_and_what_decides_something_to_the_primary()
    {
        await using (var replica = new SqliteHarness(_directory.File("replica.db")))
            await replica.SetAsync("a", "100");
        await using var harness = new SqliteHarness(
            _directory.File("cache.db"), ("Options:ReadConnectionString", $"Data Source={_directory.File("replica.db")}"));
        var key = SqliteHarness.Key("a");

        Assert.Equal("100", await harness.GetAsync("a"));
        Assert.True(await harness.Backend.ContainsAsync(key, Cancel));
        Assert.True((await harness.Backend.GetTimeToLiveAsync(key, Cancel)).HasValue);
        Assert.Equal(1, await harness.Backend.CountAsync(Cancel));
        Assert.True(await harness.Backend.AddAsync(key, SqliteHarness.Payload("1"), null, Cancel));
        Assert.Equal(2, (await harness.Backend.IncrementAsync(key, 1, Cancel)).Value);
        Assert.Equal("100", await harness.GetAsync("a"));
    }

    [Fact]
    public async Task The_leader_of_a_backend_with_a_replica_reads_the_primary()
    {
        await using (var replica = new SqliteHarness(_directory.File("replica.db")))
            await replica.SetAsync("a", "100");
        await using var harness = new SqliteHarness(
            _directory.File("cache.db"), ("Options:ReadConnectionString", $"Data Source={_directory.File("replica.db")}"));
        ICacheBackend backend = harness.Backend;

        Assert.False(await backend.Leader.ContainsAsync(SqliteHarness.Key("a"), Cancel));
        Assert.Same(backend.Leader, backend.Leader.Leader);
    }

    [Fact]
    public async Task A_replica_without_the_table_is_an_error_and_is_not_written()
    {
        SqliteHarness.Query($"Data Source={_directory.File("replica.db")}", "CREATE TABLE something (a)");
        await using var harness = new SqliteHarness(
            _directory.File("cache.db"), ("Options:ReadConnectionString", $"Data Source={_directory.File("replica.db")}"));

        await Assert.ThrowsAsync<InvalidOperationException>(() => harness.GetAsync("a"));

        Assert.Equal(1L, SqliteHarness.Query($"Data Source={_directory.File("replica.db")}", "SELECT count(*) FROM sqlite_schema"));
    }

    [Fact]
    public async Task Calls_that_nobody_disturbs_are_done_when_they_return()
    {
        await using var harness = new SqliteHarness(_directory.File("cache.db"));
        await harness.SetAsync("a", "1");

        Assert.True(harness.Cache.GetAsync<int>("a", Cancel).AsTask().IsCompleted);
        Assert.True(harness.Cache.SetAsync("a", 2, cancellationToken: Cancel).AsTask().IsCompleted);
        Assert.True(harness.Cache.IncrementAsync("a", 1, Cancel).AsTask().IsCompleted);
    }

    [Fact]
    public async Task Callers_at_once_lose_nothing()
    {
        await using var harness = new SqliteHarness(_directory.File("cache.db"), _room);
        await harness.Cache.SetAsync("hits", 0, cancellationToken: Cancel);

        await Task.WhenAll(Enumerable.Range(0, 32).Select(caller => Task.Run(() => WorkAsync(harness.Cache, caller), Cancel)));

        Assert.Equal(32 * 50, await harness.Cache.GetAsync<int>("hits", Cancel));
    }

    [Fact]
    public async Task Several_containers_of_one_process_share_a_file()
    {
        await using var one = new SqliteHarness(_directory.File("cache.db"), _room);
        await using var other = new SqliteHarness(_directory.File("cache.db"), _room);
        await one.Cache.SetAsync("hits", 0, cancellationToken: Cancel);

        await Task.WhenAll(Enumerable.Range(0, 16).Select(caller => Task.Run(() => WorkAsync((caller % 2 == 0 ? one : other).Cache, caller), Cancel)));

        Assert.Equal(16 * 50, await other.Cache.GetAsync<int>("hits", Cancel));
    }

    [Fact]
    public async Task The_file_is_in_WAL_and_nothing_is_left_of_it_when_the_container_is_closed()
    {
        await using (var harness = new SqliteHarness(_directory.File("cache.db")))
        {
            await harness.SetAsync("a", "1");
            Assert.Equal("wal", harness.Query("PRAGMA journal_mode"));
        }

        Assert.Equal([_directory.File("cache.db")], Directory.GetFiles(_directory.Path));
    }

    [Fact]
    public async Task A_call_after_the_end_is_refused()
    {
        var harness = new SqliteHarness($"Data Source={_directory.File("cache.db")}", new FakeTimeProvider());
        await harness.SetAsync("a", "1");
        await harness.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await harness.SetAsync("a", "2"));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => harness.GetAsync("a"));
    }

    [Fact]
    public async Task A_write_that_ends_as_the_container_does_leaves_no_connection_open()
    {
        for (int round = 0; round < 100; round++)
        {
            var harness = new SqliteHarness(_directory.File("cache.db"));
            await harness.SetAsync("a", "1");
            var writing = Task.Run(async () =>
            {
                try
                {
                    while (true)
                        await harness.SetAsync("a", "2");
                }
                catch (ObjectDisposedException)
                {
                }
            }, Cancel);
            await harness.DisposeAsync();
            await writing;

            // The last connection takes away what stands beside the file.
            Assert.Equal([_directory.File("cache.db")], Directory.GetFiles(_directory.Path));
        }
    }

    private static async Task WorkAsync(ICache cache, int caller)
    {
        for (int number = 0; number < 50; number++)
        {
            string key = string.Create(CultureInfo.InvariantCulture, $"{caller}:{number}");
            await cache.IncrementAsync("hits", 1, Cancel);
            await cache.SetAsync(key, number, cancellationToken: Cancel);
            Assert.Equal(number, await cache.GetAsync(key, -1, Cancel));
        }
    }
}
