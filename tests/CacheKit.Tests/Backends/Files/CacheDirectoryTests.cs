namespace CacheKit.Tests.Backends.Files;

/// <summary>What the backend does with its directory and what is in it.</summary>
public sealed class CacheDirectoryTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    [Fact]
    public async Task Nothing_is_made_before_something_is_stored()
    {
        await using var harness = new FileHarness();

        Assert.Null(await harness.Cache.GetAsync<string>("key", Cancel));
        Assert.False(await harness.Cache.ContainsAsync("key", Cancel));
        Assert.False(await harness.Cache.DeleteAsync("key", Cancel));
        Assert.False(await harness.Cache.TouchAsync("key", default, Cancel));
        await harness.Cache.ClearAsync(Cancel);
        harness.Sweep();

        Assert.False(Directory.Exists(harness.Files.Path));
    }

    [Fact]
    public async Task Every_new_level_belongs_to_the_owner_alone()
    {
        if (OperatingSystem.IsWindows())
        {
            // There are no such bits there.
            Assert.Equal('\\', Path.DirectorySeparatorChar);
            return;
        }

        await using var harness = new FileHarness();
        await harness.Cache.SetAsync("key", "value", default, Cancel);

        string[] levels = [.. Directory.GetDirectories(harness.Files.Parent, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })];

        Assert.Equal(4, levels.Length);
        foreach (string level in levels)
            Assert.Equal(OwnerOnly, File.GetUnixFileMode(level));
    }

    [Fact]
    public async Task There_is_one_file_for_each_entry()
    {
        await using var harness = new FileHarness();
        for (int round = 0; round < 3; round++)
        {
            for (int number = 0; number < 20; number++)
                await harness.Cache.SetAsync($"key{number}", round, default, Cancel);
        }

        await harness.Cache.IncrementAsync("key1", 1, Cancel);
        await harness.Cache.TouchAsync("key2", CacheTimeout.Never, Cancel);
        await harness.Cache.DeleteAsync("key3", Cancel);
        await harness.Cache.IncrementVersionAsync("key4", 1, Cancel);

        Assert.Equal(19, harness.Files.Entries.Length);
        Assert.Equal(19, harness.Count);
        Assert.Empty(harness.Files.Leftovers);
    }

    [Theory]
    [InlineData("../../../escaped")]
    [InlineData("/etc/passwd")]
    [InlineData("a\0b")]
    [InlineData("CON")]
    [InlineData(".")]
    [InlineData("con\\..\\..\\x")]
    public async Task A_key_never_becomes_a_path(string key)
    {
        await using var harness = new FileHarness();

        await harness.Cache.SetAsync(key, "value", default, Cancel);

        Assert.Equal("value", await harness.Cache.GetAsync<string>(key, Cancel));
        Assert.Matches("^[0-9a-f]{2}.[0-9a-f]{32}[.]cachekit$", Path.GetRelativePath(harness.Files.Path, harness.Files.Entry));
    }

    [Fact]
    public async Task A_directory_that_vanishes_is_made_again()
    {
        await using var harness = new FileHarness();
        await harness.Cache.SetAsync("key", "old", default, Cancel);
        await harness.Cache.SetAsync("counter", 1, default, Cancel);

        Directory.Delete(harness.Files.Path, recursive: true);

        Assert.Null(await harness.Cache.GetAsync<string>("key", Cancel));
        await Assert.ThrowsAsync<KeyNotFoundException>(async () => await harness.Cache.IncrementAsync("counter", 1, Cancel));
        await harness.Cache.ClearAsync(Cancel);
        harness.Sweep();
        Assert.True(await harness.Cache.AddAsync("key", "new", default, Cancel));
        Assert.Equal("new", await harness.Cache.GetAsync<string>("key", Cancel));
        Assert.Equal(1, harness.Count);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(OwnerOnly, File.GetUnixFileMode(harness.Files.Path));
    }

    [Fact]
    public async Task A_single_folder_that_vanishes_is_made_again()
    {
        await using var harness = new FileHarness();
        await harness.Cache.SetAsync("key", "old", default, Cancel);

        Directory.Delete(Path.GetDirectoryName(harness.Files.Entry)!, recursive: true);
        await harness.Cache.SetAsync("key", "new", default, Cancel);
        Directory.Delete(harness.Layout.Hidden, recursive: true);
        await harness.Cache.SetAsync("other", "value", default, Cancel);

        Assert.Equal("new", await harness.Cache.GetAsync<string>("key", Cancel));
        Assert.Equal(2, harness.Count);
    }

    [Fact]
    public async Task Files_of_others_are_never_touched()
    {
        await using var harness = new FileHarness(("Options:MaxEntries", "5"), ("Options:CullFrequency", "0"));
        await harness.Cache.SetAsync("key", "value", TimeSpan.FromSeconds(10), Cancel);
        string shard = Path.GetDirectoryName(harness.Files.Entry)!;
        string[] theirs =
        [
            Path.Combine(harness.Files.Path, "readme.txt"),
            Path.Combine(harness.Files.Path, "0123456789abcdef0123456789abcdef.cachekit"),
            Path.Combine(shard, "notes.cachekit"),
            Path.Combine(shard, "0123456789abcdef0123456789abcdef.cachekit.bak"),
            Path.Combine(shard, "theirs.tmp"),
            Path.Combine(harness.Files.Path, "zz", "fedcba9876543210fedcba9876543210.cachekit"),
        ];
        foreach (string path in theirs)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, "theirs", Cancel);
        }

        string folder = Path.Combine(shard, "fedcba9876543210fedcba9876543210.cachekit");
        Directory.CreateDirectory(folder);
        for (int number = 0; number < 20; number++)
            await harness.Cache.SetAsync($"key{number}", number, TimeSpan.FromSeconds(10), Cancel);
        harness.Sweep();
        await harness.Cache.ClearAsync(Cancel);

        Assert.All(theirs, static path => Assert.Equal("theirs", File.ReadAllText(path)));
        Assert.True(Directory.Exists(folder));
        Assert.False(await harness.Cache.ContainsAsync("key19", Cancel));
    }

    [Fact]
    public async Task Clear_keeps_the_directory_and_the_count()
    {
        await using var harness = new FileHarness();
        for (int number = 0; number < 10; number++)
            await harness.Cache.SetAsync($"key{number}", number, default, Cancel);

        await harness.Cache.ClearAsync(Cancel);

        Assert.True(Directory.Exists(harness.Files.Path));
        Assert.Empty(harness.Files.Entries);
        Assert.Equal(0, harness.Count);
    }

    [Fact]
    public async Task Clear_of_a_prefix_reads_the_keys_that_are_stored()
    {
        using var files = new TemporaryDirectory();
        await using var one = new FileHarness(files, ("KeyPrefix", "one"), ("Options:ClearScope", "prefix"));
        await using var two = new FileHarness(files, ("KeyPrefix", "two"));
        for (int number = 0; number < 10; number++)
        {
            await one.Cache.SetAsync($"key{number}", number, default, Cancel);
            await two.Cache.SetAsync($"key{number}", number, default, Cancel);
        }

        await one.Cache.ClearAsync(Cancel);

        Assert.Equal(10, files.Entries.Length);
        Assert.Equal(10, two.Count);
        Assert.Equal(10, (await two.Cache.GetManyAsync<int>(Enumerable.Range(0, 10).Select(static number => $"key{number}"), Cancel)).Count);
    }

    [Fact]
    public async Task An_entry_outlives_the_process()
    {
        using var files = new TemporaryDirectory();
        await using (var first = new FileHarness(files))
            await first.Cache.SetAsync("key", new string('x', 100_000), TimeSpan.FromSeconds(10), Cancel);

        await using var second = new FileHarness(files);
        Assert.Equal(100_000, (await second.Cache.GetAsync<string>("key", Cancel))?.Length);
        second.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Null(await second.Cache.GetAsync<string>("key", Cancel));
        Assert.Empty(files.Entries);
        Assert.Equal(0, second.Count);
    }

    [Fact]
    public async Task Where_nothing_can_be_written_storing_is_an_error_and_reading_a_miss()
    {
        await using var harness = new FileHarness();
        // Not even root can make a directory below a file.
        await File.WriteAllTextAsync(Path.GetDirectoryName(harness.Files.Path)!, "a file", Cancel);

        var error = await Assert.ThrowsAsync<CacheBackendException>(async () => await harness.Cache.SetAsync("key", "value", default, Cancel));

        Assert.Contains(Path.GetDirectoryName(harness.Files.Path)!, error.Message, StringComparison.Ordinal);
        Assert.True(error.InnerException is IOException or UnauthorizedAccessException);
    }

    [Theory]
    [InlineData("get")]
    [InlineData("contains")]
    [InlineData("touch")]
    [InlineData("delete")]
    [InlineData("incr")]
    [InlineData("incr-version")]
    [InlineData("clear")]
    public async Task A_directory_that_cannot_be_looked_into_is_an_error_and_not_an_empty_one(string operation)
    {
        await using var harness = new FileHarness();
        // Not even root gets through a link that leads to itself.
        Directory.CreateDirectory(Path.GetDirectoryName(harness.Files.Path)!);
        Directory.CreateSymbolicLink(harness.Files.Path, harness.Files.Path);

        await Assert.ThrowsAsync<CacheBackendException>(() => CallAsync(harness.Cache, operation));
    }

    [Fact]
    public async Task What_has_expired_is_a_miss_also_where_it_cannot_be_removed()
    {
        await using var harness = new FileHarness();
        await harness.Cache.SetAsync("key", "value", TimeSpan.FromSeconds(10), Cancel);
        Directory.Delete(harness.Layout.Hidden, recursive: true);
        await File.WriteAllTextAsync(harness.Layout.Hidden, "no folder of locks", Cancel);

        Assert.Equal("value", await harness.Cache.GetAsync<string>("key", Cancel));
        harness.Time.Advance(TimeSpan.FromSeconds(10));

        Assert.Null(await harness.Cache.GetAsync<string>("key", Cancel));
        Assert.Single(harness.Files.Entries);
        await Assert.ThrowsAsync<CacheBackendException>(async () => await harness.Cache.DeleteAsync("key", Cancel));
    }

    private static async Task<object> CallAsync(ICache cache, string operation) => operation switch
    {
        "get" => await cache.GetAsync<int>("key", Cancel),
        "contains" => await cache.ContainsAsync("key", Cancel),
        "touch" => await cache.TouchAsync("key", CacheTimeout.Never, Cancel),
        "delete" => await cache.DeleteAsync("key", Cancel),
        "incr" => await cache.IncrementAsync("key", cancellationToken: Cancel),
        "incr-version" => await cache.IncrementVersionAsync("key", cancellationToken: Cancel),
        _ => await ClearAsync(cache),
    };

    private static async Task<object> ClearAsync(ICache cache)
    {
        await cache.ClearAsync(Cancel);
        return cache;
    }
}
