using CacheKit.Sqlite.Connections;
using CacheKit.TestProcess.Driving;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Database.Tests.Sqlite.Connections;

/// <summary>A file that is deleted or replaced while several use it: all of them go over to the one that its path names.</summary>
public sealed class SqliteFileTests : IDisposable
{
    private static readonly (string, string?) _room = ("Options:MaxEntries", "10000");

    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string File => _directory.File("cache.db");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task What_one_makes_anew_after_a_deletion_the_others_read_and_write()
    {
        await using var one = new SqliteHarness(File);
        await using var other = new SqliteHarness(File);
        await one.SetAsync("old", "1");
        Assert.Equal("1", await other.GetAsync("old"));
        Delete(File);

        await UntilAsync(async () => await one.GetAsync("old") is null);
        await one.SetAsync("new", "1");
        await UntilAsync(async () => await other.GetAsync("new") == "1");
        await other.SetAsync("answer", "2");

        Assert.Equal("2", await one.GetAsync("answer"));
        Assert.Equal(2, one.CountRows());
    }

    [Fact]
    public async Task Whoever_only_writes_goes_over_to_the_new_file_too()
    {
        await using var writer = new SqliteHarness(File);
        await writer.SetAsync("a", "1");
        Delete(File);
        await using var maker = new SqliteHarness(File);
        await maker.SetAsync("b", "1");

        await UntilAsync(async () =>
        {
            await writer.SetAsync("a", "2");
            return await maker.GetAsync("a") == "2";
        });

        Assert.Equal("1", await writer.GetAsync("b"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(";Cache=Shared")]
    public async Task A_file_that_is_put_in_its_place_is_read_and_written(string settings)
    {
        await using var harness = new SqliteHarness($"Data Source={File}{settings}", new FakeTimeProvider(DateTimeOffset.UtcNow));
        await harness.SetAsync("a", "old");
        await ReplaceAsync(File, "new");

        await UntilAsync(async () => await harness.GetAsync("a") == "new");
        await harness.SetAsync("b", "1");

        Assert.Equal(2, harness.CountRows());
    }

    [Fact]
    public async Task A_replica_that_is_put_in_its_place_is_read()
    {
        string replica = _directory.File("replica.db");
        await using (var first = new SqliteHarness(replica))
            await first.SetAsync("a", "old");
        await using var harness = new SqliteHarness(File, ("Options:ReadConnectionString", $"Data Source={replica}"));
        Assert.Equal("old", await harness.GetAsync("a"));
        await ReplaceAsync(replica, "new");

        await UntilAsync(async () => await harness.GetAsync("a") == "new");
    }

    [Theory]
    [InlineData("stays", false)]
    [InlineData("deleted", true)]
    [InlineData("replaced", true)]
    public async Task A_connection_knows_whether_its_file_is_the_one_at_its_path(string fate, bool hasMoved)
    {
        await using (var first = new SqliteHarness(File))
            await first.SetAsync("a", "1");
        using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        if (fate == "deleted")
            Delete(File);
        if (fate == "replaced")
            await ReplaceAsync(File, "new");

        Assert.Equal(hasMoved, SqliteFileControl.HasMoved(connection.Handle!));
    }

    [Theory]
    [InlineData("Data Source=:memory:")]
    [InlineData("Data Source=shared;Mode=Memory;Cache=Shared")]
    public void A_database_in_memory_is_never_looked_for_at_a_path(string connectionString)
    {
        using var connection = new SqliteConnection(connectionString);
        connection.Open();

        Assert.False(SqliteFileControl.HasMoved(connection.Handle!));
    }

    [Fact]
    public async Task A_reader_that_opens_the_new_file_before_anybody_has_looked_is_no_stranger_to_the_writer()
    {
        await using var harness = new SqliteHarness(File);
        await harness.SetAsync("a", "old");
        await ReplaceAsync(File, "new");

        // The first reader of this container.
        Assert.Equal("new", await harness.GetAsync("a"));
        await harness.SetAsync("b", "1");

        Assert.Equal(2, harness.CountRows());
    }

    [Fact]
    public async Task Another_process_goes_over_to_the_new_file()
    {
        var settings = new Dictionary<string, string> { ["Backend"] = "sqlite", ["Options:ConnectionString"] = $"Data Source={File}", ["Options:MaxEntries"] = "10000" };
        await using var harness = new SqliteHarness(File, _room);
        await harness.SetAsync("old", "1");
        await using var crowd = new Crowd("mix keys=100", settings);
        await crowd.BeginAsync(2);
        await UntilAsync(() => Task.FromResult(crowd.All.All(static child => child.LineCount > 0)));

        Delete(File);

        await UntilAsync(async () => await harness.GetAsync("old") is null);
        await UntilAsync(async () => await harness.Backend.CountAsync(Cancel) > 50);
        Assert.Empty(await crowd.EndAsync());
        Assert.Equal("ok", harness.Query("PRAGMA integrity_check"));
    }

    /// <summary>The file last: until then nobody who opens it anew finds what belongs to others beside it.</summary>
    private static void Delete(string file)
    {
        System.IO.File.Delete($"{file}-shm");
        System.IO.File.Delete($"{file}-wal");
        System.IO.File.Delete(file);
    }

    private async Task ReplaceAsync(string file, string text)
    {
        string copy = _directory.File("copy.db");
        await using (var made = new SqliteHarness(copy))
            await made.SetAsync("a", text);
        System.IO.File.Delete($"{file}-shm");
        System.IO.File.Delete($"{file}-wal");
        System.IO.File.Move(copy, file, overwrite: true);
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (!await condition())
            await Task.Delay(20, limit.Token);
    }
}
