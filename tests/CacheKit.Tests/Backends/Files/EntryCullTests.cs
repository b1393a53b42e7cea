using CacheKit.Backends.Files;

namespace CacheKit.Tests.Backends.Files;

/// <summary>The count, and what goes when it is full. The rules that all backends have are in the conformance suite.</summary>
public sealed class EntryCullTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Which_entries_go_is_chance()
    {
        var left = new HashSet<string>();
        for (int round = 0; round < 5; round++)
        {
            await using var harness = new FileHarness(("Options:MaxEntries", "30"));
            await FillAsync(harness, 31);
            left.Add(string.Join(' ', harness.Files.Entries.Select(Path.GetFileName)));
        }

        // Ten of thirty can be chosen in thirty million ways.
        Assert.True(left.Count > 1, "Five culls took the same entries.");
    }

    [Fact]
    public async Task One_insertion_removes_a_bounded_number()
    {
        int many = EntryCull.MostAtOnce + 100;
        using var files = new TemporaryDirectory(inMemory: true);
        await using var harness = new FileHarness(files, ("Options:MaxEntries", $"{many}"), ("Options:CullFrequency", "0"));
        await FillAsync(harness, many);

        await harness.Cache.SetAsync("one more", 1, default, Cancel);

        Assert.Equal(101, harness.Files.Entries.Length);
        Assert.Equal(101, harness.Count);
    }

    [Fact]
    public async Task A_count_that_was_lost_is_made_again_by_the_next_insertion()
    {
        await using var harness = new FileHarness(("Options:MaxEntries", "10"));
        await FillAsync(harness, 10);

        File.Delete(harness.Layout.CountsPath);
        await harness.Cache.SetAsync("one more", 1, default, Cancel);
        Assert.Equal(8, harness.Files.Entries.Length);

        await File.WriteAllBytesAsync(harness.Layout.CountsPath, [1, 2, 3], Cancel);
        await harness.Cache.SetAsync("and one", 1, default, Cancel);
        Assert.Equal(9, harness.Files.Entries.Length);
        Assert.Equal(9, harness.Count);
    }

    [Fact]
    public async Task A_failed_insertion_is_not_counted()
    {
        await using var harness = new FileHarness();
        await harness.Cache.SetAsync("key", "value", default, Cancel);
        // A folder in the place of the entry: the rename fails.
        var name = EntryName.Of(new(":1:", "other"));
        Directory.CreateDirectory(Path.Combine(harness.Layout.PathOf(name), "in the way"));

        await Assert.ThrowsAsync<CacheBackendException>(async () => await harness.Cache.SetAsync("other", "value", default, Cancel));

        Assert.Equal(1, harness.Count);
        Assert.Empty(harness.Files.Leftovers);
    }

    [Fact]
    public async Task Several_caches_on_one_directory_keep_to_the_limit_together()
    {
        using var files = new TemporaryDirectory(inMemory: true);
        const int Caches = 4, Limit = 40;
        var harnesses = Enumerable.Range(0, Caches).Select(_ => new FileHarness(files, ("Options:MaxEntries", $"{Limit}"))).ToList();
        int highest = 0;

        for (int round = 0; round < 15; round++)
        {
            await Task.WhenAll(harnesses.Select((harness, number) => Task.Run(async () =>
            {
                for (int done = 0; done < 10; done++)
                    await harness.Cache.SetAsync($"key{number}:{round}:{done}", done, default, Cancel);
            })));
            // A listing beside writers may see an entry that goes and the one that takes its place.
            highest = Math.Max(highest, files.Entries.Length);
        }

        // Each of those that write at this moment may have found room for the last entry.
        Assert.InRange(highest, Limit / 2, Limit + Caches);
        Assert.Equal(files.Entries.Length, harnesses[0].Count);
        foreach (var harness in harnesses)
            await harness.DisposeAsync();
    }

    private static async Task FillAsync(FileHarness harness, int count)
    {
        for (int number = 0; number < count; number++)
            await harness.Cache.SetAsync($"key{number}", number, default, Cancel);
    }
}
