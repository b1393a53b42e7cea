using CacheKit.Backends.Files;

namespace CacheKit.Tests.Backends.Files;

/// <summary>What happens in the background.</summary>
public sealed class FileSweepTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_has_expired_goes_without_being_asked_for()
    {
        await using var harness = new FileHarness();
        await harness.Cache.SetAsync("short", "value", TimeSpan.FromSeconds(10), Cancel);
        await harness.Cache.SetAsync("long", "value", TimeSpan.FromHours(10), Cancel);
        await harness.Cache.SetAsync("never", "value", CacheTimeout.Never, Cancel);

        harness.Sweep();
        harness.Sweep();

        Assert.Equal(2, harness.Files.Entries.Length);
        Assert.Equal(2, harness.Count);
        Assert.True(await harness.Cache.ContainsAsync("long", Cancel));
        Assert.True(await harness.Cache.ContainsAsync("never", Cancel));
    }

    [Fact]
    public async Task One_go_looks_at_a_bounded_number_of_entries()
    {
        using var files = new TemporaryDirectory(inMemory: true);
        await using var harness = new FileHarness(files, ("Options:MaxEntries", "100000"));
        int many = (2 * FileSweep.EntriesAtOnce) + 500;
        for (int number = 0; number < many; number++)
            await harness.Cache.SetAsync($"key{number}", number, TimeSpan.FromMilliseconds(500), Cancel);

        // As many folders as one go lists hold a sixteenth: fill up one of them, so that the other bound is met.
        string[] entries = harness.Files.Entries;
        string shard = Path.GetDirectoryName(entries[0])!;
        foreach (string entry in entries)
            File.Move(entry, Path.Combine(shard, Path.GetFileName(entry)));
        var left = new List<int>();
        for (int second = 0; second < 24; second++)
        {
            harness.Time.Advance(TimeSpan.FromSeconds(1));
            left.Add(harness.Files.Entries.Length);
        }

        Assert.Equal(0, left[^1]);
        Assert.All(left.Prepend(many).Zip(left), static pair => Assert.InRange(pair.First - pair.Second, 0, FileSweep.EntriesAtOnce));
        Assert.Equal(0, harness.Count);
    }

    [Fact]
    public async Task What_dead_processes_left_is_cleared_away()
    {
        await using var harness = new FileHarness();
        await harness.Cache.SetAsync("key", "value", default, Cancel);
        string shard = Path.GetDirectoryName(harness.Files.Entry)!;
        string leftover = harness.Layout.TemporaryOf(Convert.ToInt32(Path.GetFileName(shard), 16));
        await File.WriteAllTextAsync(leftover, "half an ent", Cancel);

        harness.Sweep();

        Assert.False(File.Exists(leftover));
        Assert.Equal("value", await harness.Cache.GetAsync<string>("key", Cancel));
    }

    [Fact]
    public async Task A_wrong_count_is_corrected()
    {
        await using var harness = new FileHarness();
        for (int number = 0; number < 10; number++)
            await harness.Cache.SetAsync($"key{number}", number, default, Cancel);
        File.Delete(harness.Files.Entries[0]);
        new EntryCounts(harness.Layout).Change(7, 100);

        harness.Sweep();

        Assert.Equal(9, harness.Count);
    }

    [Fact]
    public async Task A_damaged_file_that_nobody_asks_for_goes_too()
    {
        await using var harness = new FileHarness();
        await harness.Cache.SetAsync("key", "value", default, Cancel);
        await File.WriteAllBytesAsync(harness.Files.Entry, [], Cancel);

        harness.Sweep();

        Assert.Empty(harness.Files.Entries);
    }

    [Fact]
    public async Task A_clock_that_jumps_by_a_century_makes_one_sweep_of_it()
    {
        await using var harness = new FileHarness();
        await harness.Cache.SetAsync("key", "value", CacheTimeout.Never, Cancel);

        harness.Time.Advance(TimeSpan.FromDays(36500));

        Assert.Equal("value", await harness.Cache.GetAsync<string>("key", Cancel));
    }

    [Fact]
    public async Task A_sweep_that_fails_is_logged_once()
    {
        await using var harness = new FileHarness();
        await harness.Cache.SetAsync("key", "value", default, Cancel);
        Directory.Delete(harness.Layout.Hidden, recursive: true);
        await File.WriteAllTextAsync(harness.Layout.Hidden, "no folder of locks", Cancel);

        harness.Sweep();
        harness.Sweep();
        harness.Sweep();

        var log = Assert.Single(harness.Logs.Warnings);
        Assert.Equal(1130, log.Id.Id);
        Assert.Contains(harness.Files.Path, log.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_swept_after_the_end()
    {
        using var files = new TemporaryDirectory();
        var harness = new FileHarness(files);
        await harness.Cache.SetAsync("key", "value", TimeSpan.FromSeconds(10), Cancel);
        await harness.DisposeAsync();

        harness.Sweep();

        Assert.Single(files.Entries);
    }
}
