namespace CacheKit.Tests.Backends.Files;

/// <summary>Files that are not what was written: a miss, and removed; never an exception and never another value.</summary>
public sealed class DamagedFileTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private const string Key = "key";
    private const string Value = "a value that is not very long";

    // More than one read takes, and not only one letter.
    private static readonly string _large = string.Concat(Enumerable.Range(0, 6000).Select(static number => $"{number} "));

    [Fact]
    public async Task A_file_cut_off_at_any_length_is_a_miss()
    {
        await using var harness = new FileHarness();
        byte[] whole = await StoreAsync(harness, Value);

        for (int length = 0; length < whole.Length; length++)
            await AssertMissAsync(harness, whole[..length], $"cut off at {length}");
    }

    [Fact]
    public async Task A_file_with_any_byte_changed_is_a_miss()
    {
        await using var harness = new FileHarness();
        byte[] whole = await StoreAsync(harness, Value);

        for (int place = 0; place < whole.Length; place++)
        {
            foreach (byte change in (byte[])[0x01, 0x80, 0xFF])
            {
                byte[] changed = [.. whole];
                changed[place] ^= change;
                await AssertMissAsync(harness, changed, $"byte {place} changed by {change:X2}");
            }
        }
    }

    [Fact]
    public async Task A_large_file_cut_off_or_changed_is_a_miss()
    {
        await using var harness = new FileHarness();
        byte[] whole = await StoreAsync(harness, _large);
        Assert.True(whole.Length > 20_000);

        for (int place = 0; place < whole.Length; place += place is < 64 or > 16_300 and < 16_500 ? 1 : 997)
        {
            byte[] changed = [.. whole];
            changed[place] ^= 0x10;
            await AssertMissAsync(harness, changed, $"byte {place} changed");
            await AssertMissAsync(harness, whole[..place], $"cut off at {place}");
        }

        await File.WriteAllBytesAsync(PathOf(harness), whole, Cancel);
        Assert.Equal(_large, await harness.Cache.GetAsync<string>(Key, Cancel));
    }

    [Fact]
    public async Task A_file_with_something_behind_it_is_a_miss()
    {
        await using var harness = new FileHarness();

        foreach (string value in (string[])[Value, _large])
        {
            byte[] whole = await StoreAsync(harness, value);
            await AssertMissAsync(harness, [.. whole, 0], "one byte more");
            await AssertMissAsync(harness, [.. whole, .. new byte[40_000]], "much more");
        }
    }

    [Fact]
    public async Task Every_other_call_takes_a_damaged_file_for_absent()
    {
        await using var harness = new FileHarness();
        var cache = harness.Cache;
        byte[] damaged = await StoreAsync(harness, Value);
        damaged[^1] ^= 1;

        await PutAsync(damaged);
        Assert.False(await cache.ContainsAsync(Key, Cancel));
        await PutAsync(damaged);
        Assert.False(await cache.TouchAsync(Key, default, Cancel));
        await PutAsync(damaged);
        Assert.False(await cache.DeleteAsync(Key, Cancel));
        await PutAsync(damaged);
        Assert.False((await cache.GetTimeToLiveAsync(Key, Cancel)).HasValue);
        await PutAsync(damaged);
        Assert.Empty(await cache.GetManyAsync<string>([Key], Cancel));
        await PutAsync(damaged);
        await Assert.ThrowsAsync<KeyNotFoundException>(async () => await cache.IncrementAsync(Key, 1, Cancel));
        await PutAsync(damaged);
        await Assert.ThrowsAsync<KeyNotFoundException>(async () => await cache.IncrementVersionAsync(Key, 1, Cancel));
        await PutAsync(damaged);
        Assert.True(await cache.AddAsync(Key, "new", default, Cancel));
        Assert.Equal("new", await cache.GetAsync<string>(Key, Cancel));

        Task PutAsync(byte[] bytes) => File.WriteAllBytesAsync(PathOf(harness), bytes, Cancel);
    }

    [Fact]
    public async Task The_file_of_another_key_is_a_miss_and_stays()
    {
        await using var harness = new FileHarness();
        await harness.Cache.SetAsync("other", "theirs", default, Cancel);
        byte[] theirs = await File.ReadAllBytesAsync(harness.Files.Entry, Cancel);
        await harness.Cache.ClearAsync(Cancel);
        await harness.Cache.SetAsync(Key, "ours", default, Cancel);
        string path = harness.Files.Entry;

        await File.WriteAllBytesAsync(path, theirs, Cancel);

        Assert.Null(await harness.Cache.GetAsync<string>(Key, Cancel));
        Assert.Equal(theirs, await File.ReadAllBytesAsync(path, Cancel));
    }

    private static string PathOf(FileHarness harness) => harness.Layout.PathOf(CacheKit.Backends.Files.EntryName.Of(new(":1:", Key)));

    private static async Task<byte[]> StoreAsync(FileHarness harness, string value)
    {
        await harness.Cache.SetAsync(Key, value, default, Cancel);
        return await File.ReadAllBytesAsync(harness.Files.Entry, Cancel);
    }

    private static async Task AssertMissAsync(FileHarness harness, byte[] bytes, string what)
    {
        string path = PathOf(harness);
        await File.WriteAllBytesAsync(path, bytes, Cancel);

        var found = await harness.Cache.TryGetAsync<string>(Key, Cancel);

        Assert.False(found.HasValue, $"{what}: was read as '{found.GetValueOrDefault()}'");
        Assert.False(File.Exists(path), $"{what}: is still there");
    }
}
