using CacheKit.Backends;
using CacheKit.Backends.LocMem;

namespace CacheKit.Tests.Backends.LocMem;

/// <summary>What people are shown of a store in this process's memory.</summary>
public sealed class LocMemListingTests : IDisposable
{
    private readonly LocMemHarness _store = new(LocMemLimits.Default with { MaxEntries = 100_000 });

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task An_empty_store_has_no_entries()
    {
        Assert.Empty(await ListAsync(null));
        Assert.Equal(0, await _store.Backend.CountAsync(Token));
    }

    [Fact]
    public async Task An_entry_is_told_with_its_final_key_its_expiry_and_its_length()
    {
        await _store.SetAsync("a", 1234, TimeSpan.FromSeconds(30));
        await _store.SetAsync("b", 1);

        Assert.Equal(
            [new(":1:a", _store.Time.GetUtcNow().AddSeconds(30), 4), new(":1:b", null, 1)],
            (await ListAsync(null)).OrderBy(static entry => entry.Key, StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_end_that_no_date_can_say_is_told_as_never()
    {
        await _store.SetAsync("a", 1, TimeSpan.FromDays(4_000_000));

        Assert.Equal([new(":1:a", null, 1)], await ListAsync(null));
    }

    [Theory]
    [InlineData(":1:re", 2)]
    [InlineData(":1:", 3)]
    [InlineData(":", 3)]
    [InlineData("", 3)]
    [InlineData(":2:", 0)]
    [InlineData(":1:report:x", 0)]
    public async Task Entries_are_found_by_what_their_final_keys_begin_with(string prefix, int count)
    {
        foreach (var name in (string[])["report", "red", "other"])
            await _store.SetAsync(name, 1);

        Assert.Equal(count, (await ListAsync(prefix)).Count);
    }

    [Fact]
    public async Task An_expired_entry_is_not_among_them()
    {
        await _store.SetAsync("short", 1, TimeSpan.FromSeconds(1));
        await _store.SetAsync("long", 1, TimeSpan.FromSeconds(60));

        _store.Time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal([":1:long"], (await ListAsync(null)).Select(static entry => entry.Key));
        Assert.Equal(1, await _store.Backend.CountAsync(Token));
    }

    [Fact]
    public async Task A_look_is_no_use_of_an_entry()
    {
        using var small = new LocMemHarness(LocMemLimits.Default with { MaxEntries = 3, CullFrequency = 3 });
        foreach (var name in (string[])["first", "second", "third"])
            await small.SetAsync(name, 1);
        await small.GetAsync("second");

        await foreach (var entry in small.Backend.ListAsync(":1:first", Token))
            Assert.Equal(":1:first", entry.Key);
        await small.SetAsync("fourth", 1);

        Assert.Null(await small.GetAsync("first"));
    }

    [Fact]
    public async Task A_look_that_is_given_up_lets_writers_go_on()
    {
        await _store.SetAsync("before", 1);
        using var givenUp = new CancellationTokenSource();
        await givenUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _store.Backend.CountAsync(givenUp.Token));
        await Task.Run(async () => await _store.SetAsync("after", 1), Token).WaitAsync(TimeSpan.FromSeconds(60), Token);

        Assert.Equal(2, await _store.Backend.CountAsync(Token));
    }

    [Fact]
    public async Task Nor_does_a_list_that_is_given_up_hold_them_up_until_all_entries_were_looked_at()
    {
        await _store.SetAsync("other", 1);
        using var givenUp = new CancellationTokenSource();
        await givenUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            // None of them is wanted, so that the list itself has nothing to end at.
            await foreach (var entry in _store.Backend.ListAsync(":1:wanted", givenUp.Token))
                Assert.Fail(entry.Key);
        });
    }

    [Fact]
    public async Task While_others_write_no_entry_comes_twice_and_none_that_stays_is_missed()
    {
        for (var number = 0; number < 2_000; number++)
            await _store.SetAsync($"stays:{number}", number);
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            for (var number = 0; !stop.IsCancellationRequested && number < 50_000; number++)
                await _store.SetAsync($"comes:{number}", number);
        }, Token);

        for (var look = 0; look < 10; look++)
        {
            var keys = (await ListAsync(null)).ConvertAll(static entry => entry.Key);
            Assert.Equal(keys.Count, keys.Distinct().Count());
            Assert.Equal(2_000, keys.Count(static key => key.StartsWith(":1:stays:", StringComparison.Ordinal)));
        }

        await stop.CancelAsync();
        await writing;
    }

    private async Task<List<CacheEntryInfo>> ListAsync(string? prefix)
    {
        var entries = new List<CacheEntryInfo>();
        await foreach (var entry in _store.Backend.ListAsync(prefix, Token))
            entries.Add(entry);
        return entries;
    }
}
