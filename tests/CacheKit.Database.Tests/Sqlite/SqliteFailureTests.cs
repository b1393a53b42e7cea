using CacheKit.Keys;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Database.Tests.Sqlite;

/// <summary>What can go wrong with a file and a table; afterwards the same cache works again.</summary>
public sealed class SqliteFailureTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string File => _directory.File("cache.db");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_missing_directory_is_named_and_once_it_is_there_the_cache_works()
    {
        string directory = _directory.File("missing");
        await using var harness = new SqliteHarness(Path.Combine(directory, "cache.db"));

        var failure = await Assert.ThrowsAsync<CacheBackendException>(async () => await harness.Cache.SetAsync("a", 1, cancellationToken: Cancel));
        Assert.Contains("its directory must exist", failure.Message, StringComparison.Ordinal);
        Assert.Contains(directory, failure.Message, StringComparison.Ordinal);

        Directory.CreateDirectory(directory);
        await AssertWorksAsync(harness);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_an_error_and_once_it_is_gone_the_cache_works()
    {
        await System.IO.File.WriteAllTextAsync(File, string.Concat(Enumerable.Repeat("This is no database. ", 500)), Cancel);
        await using var harness = new SqliteHarness(File);

        var failure = await Assert.ThrowsAsync<CacheBackendException>(async () => await harness.Cache.GetAsync<int>("a", Cancel));
        Assert.Contains("it is no SQLite database", failure.Message, StringComparison.Ordinal);

        System.IO.File.Delete(File);
        await AssertWorksAsync(harness);
    }

    [Fact]
    public async Task A_damaged_file_is_an_error_and_never_a_wrong_value()
    {
        await using (var first = new SqliteHarness(File, ("Options:MaxEntries", "1000")))
            await first.FillAsync(500);
        byte[] bytes = await System.IO.File.ReadAllBytesAsync(File, Cancel);
        bytes.AsSpan(4096).Fill(0x55);
        await System.IO.File.WriteAllBytesAsync(File, bytes, Cancel);
        await using var harness = new SqliteHarness(File);

        var failure = await Assert.ThrowsAsync<CacheBackendException>(async () => await harness.Cache.SetAsync("key000001", 1, cancellationToken: Cancel));
        Assert.Contains("it is damaged", failure.Message, StringComparison.Ordinal);

        foreach (string file in Directory.GetFiles(_directory.Path))
            System.IO.File.Delete(file);
        await AssertWorksAsync(harness);
    }

    [Fact]
    public async Task A_database_that_may_only_be_read_is_read_and_its_writes_are_errors()
    {
        await using (var first = new SqliteHarness(File))
            await first.SetAsync("a", "1");
        await using var harness = new SqliteHarness($"Data Source={File};Mode=ReadOnly", new FakeTimeProvider(), ("Options:CreateTable", "false"));

        Assert.Equal("1", await harness.GetAsync("a"));
        var failure = await Assert.ThrowsAsync<CacheBackendException>(async () => await harness.Cache.SetAsync("a", 2, cancellationToken: Cancel));
        Assert.Contains("it cannot be written", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_deleted_while_it_is_open_is_made_anew()
    {
        await using var harness = new SqliteHarness(File);
        await harness.SetAsync("a", "1");
        foreach (string file in Directory.GetFiles(_directory.Path))
            System.IO.File.Delete(file);

        // It is looked for once a second.
        while (await harness.GetAsync("a") is not null)
            await Task.Delay(20, Cancel);
        await AssertWorksAsync(harness);

        Assert.True(System.IO.File.Exists(File));
    }

    [Fact]
    public async Task A_table_that_is_dropped_while_it_is_used_fails_one_call_and_is_made_anew()
    {
        await using var harness = new SqliteHarness(File);
        await harness.SetAsync("a", "1");
        harness.Query("DROP TABLE cache_entries");

        await Assert.ThrowsAsync<InvalidOperationException>(() => harness.GetAsync("a"));

        Assert.Null(await harness.GetAsync("a"));
        await AssertWorksAsync(harness);
    }

    [Fact]
    public async Task Where_no_table_is_to_be_made_a_missing_one_is_an_error_that_names_the_command()
    {
        await using var harness = new SqliteHarness(File, ("Options:CreateTable", "false"), ("Location", "My Entries"));

        var failure = await Assert.ThrowsAsync<CacheBackendException>(async () => await harness.Cache.GetAsync<int>("a", Cancel));

        Assert.Contains("The table My Entries does not exist", failure.Message, StringComparison.Ordinal);
        Assert.Contains("cachekit createcachetable", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Caches:default:Options:CreateTable", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_of_somebody_else_is_an_error_and_stays_as_it_is()
    {
        SqliteHarness.Query($"Data Source={File}", "CREATE TABLE cache_entries (cache_key TEXT PRIMARY KEY, value TEXT, expires TEXT)");
        await using var harness = new SqliteHarness(File);

        var failure = await Assert.ThrowsAsync<CacheBackendException>(async () => await harness.Cache.SetAsync("a", 1, cancellationToken: Cancel));

        Assert.Contains("was not made by this version of CacheKit", failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, harness.CountRows());
    }

    [Fact]
    public async Task A_lock_that_outlasts_the_time_limit_is_an_error_and_the_next_write_works()
    {
        await using var harness = new SqliteHarness($"Data Source={File};Default Timeout=1", new FakeTimeProvider());
        await harness.SetAsync("a", "1");
        using (var other = new SqliteConnection($"Data Source={File};Pooling=False"))
        {
            other.Open();
            using var transaction = other.BeginTransaction(deferred: false);
            var failure = await Assert.ThrowsAsync<CacheBackendException>(async () => await harness.Cache.SetAsync("a", 2, cancellationToken: Cancel));
            Assert.Contains("Default Timeout", failure.Message, StringComparison.Ordinal);
            Assert.Equal("1", await harness.GetAsync("a"));
        }

        await AssertWorksAsync(harness);
    }

    [Fact]
    public async Task A_table_is_waited_for_without_a_thread_while_another_process_writes()
    {
        using var other = new SqliteConnection($"Data Source={File};Pooling=False");
        await other.OpenAsync(Cancel);
        Execute(other, "PRAGMA journal_mode = WAL; BEGIN IMMEDIATE");
        await using var harness = new SqliteHarness(File);

        var call = harness.SetAsync("key", "1").AsTask();
        Assert.False(call.IsCompleted);
        Execute(other, "ROLLBACK");
        await call;

        Assert.Equal("1", await harness.GetAsync("key"));
    }

    [Fact]
    public async Task A_caller_who_gives_up_waiting_for_a_lock_is_let_go()
    {
        await using var harness = new SqliteHarness(File);
        await harness.SetAsync("a", "1");
        using var other = new SqliteConnection($"Data Source={File};Pooling=False");
        other.Open();
        using var transaction = other.BeginTransaction(deferred: false);
        using var patience = new CancellationTokenSource();

        var writing = harness.Backend.SetAsync(new CacheKey("", "b"), SqliteHarness.Payload("1"), null, patience.Token);
        Assert.False(writing.IsCompleted);
        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await writing);
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static async Task AssertWorksAsync(SqliteHarness harness)
    {
        await harness.Cache.SetAsync("works", "again", cancellationToken: Cancel);
        Assert.Equal("again", await harness.Cache.GetAsync<string>("works", Cancel));
    }
}
