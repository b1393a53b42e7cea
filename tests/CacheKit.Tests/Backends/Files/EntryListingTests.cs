using CacheKit.Backends;
using CacheKit.Registration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Tests.Backends.Files;

public sealed class EntryListingTests : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _time = new();
    private readonly ServiceProvider _services;

    public EntryListingTests()
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(_time);
        services.AddCacheKit().Configure("default", options => (options.Backend, options.Location) = ("file", _directory.Path));
        _services = services.BuildServiceProvider();
    }

    private ICache Cache => _services.GetRequiredService<ICache>();

    private IEnumerableCacheBackend Backend => (IEnumerableCacheBackend)_services.GetRequiredService<CacheSet>().Find("default").Bare;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_directory_that_is_not_there_has_no_entries_and_is_not_made()
    {
        Assert.Empty(await ListAsync(null));
        Assert.Equal(0, await Backend.CountAsync(Token));
        Assert.False(Directory.Exists(_directory.Path));
    }

    [Fact]
    public async Task An_end_that_no_date_can_say_is_told_as_never()
    {
        await Cache.SetAsync("k", "v", TimeSpan.FromDays(4_000_000), Token);

        Assert.Null(Assert.Single(await ListAsync(null)).Expires);
    }

    [Fact]
    public async Task A_damaged_file_and_one_of_somebody_else_are_left_out_and_stay()
    {
        await Cache.SetAsync("whole", "v", cancellationToken: Token);
        string path = _directory.Entry;
        string folder = Path.GetDirectoryName(path)!;
        await File.WriteAllBytesAsync(
            Path.Combine(folder, new string('0', Path.GetFileNameWithoutExtension(path).Length) + Path.GetExtension(path)), [1, 2, 3], Token);
        await File.WriteAllBytesAsync(Path.Combine(folder, "notes.txt"), [1], Token);

        var entries = await ListAsync(null);

        Assert.Equal(":1:whole", Assert.Single(entries).Key);
        Assert.Equal(3, Directory.GetFiles(folder).Length);
    }

    [Fact]
    public async Task A_key_of_a_false_length_takes_no_memory()
    {
        await Cache.SetAsync("k", "v", cancellationToken: Token);
        byte[] content = await File.ReadAllBytesAsync(_directory.Entry, Token);
        (content[12], content[13], content[14], content[15]) = (255, 255, 255, 127);
        await File.WriteAllBytesAsync(_directory.Entry, content, Token);

        Assert.Empty(await ListAsync(null));
    }

    [Fact]
    public async Task Entries_come_with_their_final_keys_ends_and_lengths()
    {
        await Cache.SetAsync("lasting", 12345, CacheTimeout.Never, Token);
        await Cache.SetAsync("schlüssel\uD83D", "v", TimeSpan.FromMinutes(1), Token);

        var entries = (await ListAsync(null)).OrderBy(static entry => entry.Key, StringComparer.Ordinal);

        Assert.Equal([new(":1:lasting", null, 5), new(":1:schlüssel\uD83D", _time.GetUtcNow().AddMinutes(1), 2)], entries);
        Assert.Equal(2, await Backend.CountAsync(Token));
    }

    [Fact]
    public async Task An_expired_entry_is_not_there()
    {
        await Cache.SetAsync("k", "v", TimeSpan.FromMinutes(1), Token);

        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Empty(await ListAsync(null));
    }

    [Fact]
    public async Task A_prefix_chooses()
    {
        await Cache.SetAsync("a", 1, cancellationToken: Token);
        await Cache.WithVersion(2).SetAsync("a", 1, cancellationToken: Token);

        Assert.Equal(":2:a", Assert.Single(await ListAsync(":2:")).Key);
    }

    [Fact]
    public async Task All_of_many_entries_come_once()
    {
        for (int number = 0; number < 299; number++)
            await Cache.SetAsync($"{number}", number, cancellationToken: Token);

        var keys = (await ListAsync(null)).Select(static entry => entry.Key).ToList();

        Assert.Equal(299, keys.Count);
        Assert.Equal(299, keys.Distinct().Count());
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _directory.Dispose();
    }

    private async Task<List<CacheEntryInfo>> ListAsync(string? prefix)
    {
        var entries = new List<CacheEntryInfo>();
        await foreach (var entry in Backend.ListAsync(prefix, Token))
            entries.Add(entry);
        return entries;
    }
}
