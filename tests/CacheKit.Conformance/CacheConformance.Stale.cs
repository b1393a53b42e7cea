using CacheKit.Conformance.Samples;
using Xunit;
using static CacheKit.Conformance.BackendTraits;

namespace CacheKit.Conformance;

public abstract partial class CacheConformance
{
    /// <summary>The event id of the warning about a factory that failed while an expired value was at hand.</summary>
    protected const int StaleWarning = 1010;

    private CacheEntryOptions Staleable => new() { Timeout = Brief, StaleFor = Lasting };

    [Fact]
    public void A_negative_stale_time_or_limit_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new CacheEntryOptions { StaleFor = TimeSpan.FromTicks(-1) });
        Assert.Throws<ArgumentOutOfRangeException>(() => new CacheEntryOptions { FactorySoftTimeout = TimeSpan.FromTicks(-1) });
    }

    [BackendFact(StoresAnything)]
    public async Task A_stale_value_is_returned_when_its_factory_fails()
    {
        await Cache.GetOrSetAsync("key", _ => new ValueTask<string>("old"), Staleable);
        await PassAsync(Brief);

        Assert.Equal("old", await Cache.GetOrSetAsync<string>("key", _ => throw new TimeZoneNotFoundException(), Staleable));

        Assert.Single(Logs.Warnings, line => line.Id.Id == StaleWarning);
    }

    [BackendFact(StoresAnything)]
    public async Task A_factory_that_failed_is_left_alone_for_a_while()
    {
        int runs = 0;
        await Cache.SetAsync("key", "old", Staleable);
        await PassAsync(Brief);

        for (int call = 0; call < 3; call++)
        {
            Assert.Equal("old", await Cache.GetOrSetAsync<string>("key", _ =>
            {
                runs++;
                throw new TimeZoneNotFoundException();
            }));
        }

        Assert.Equal(1, runs);
        await Assert.ThrowsAsync<TimeZoneNotFoundException>(async () => await Cache.GetOrSetAsync<string>("other", _ => throw new TimeZoneNotFoundException()));
    }

    [BackendFact(StoresAnything)]
    public async Task A_stale_value_of_any_kind_is_its_callers_own()
    {
        await Cache.SetAsync("shelf", new Shelf { Titles = ["First"] }, Staleable);
        await Cache.SetAsync<string?>("null", null, Staleable);
        await PassAsync(Brief);

        for (int call = 0; call < 2; call++)
        {
            var shelf = await Cache.GetOrSetAsync<Shelf>("shelf", _ => throw new TimeZoneNotFoundException());
            Assert.Equal(["First"], shelf.Titles);
            shelf.Titles.Clear();
            Assert.Null(await Cache.GetOrSetAsync<string?>("null", _ => throw new TimeZoneNotFoundException()));
        }
    }

    [BackendFact(StoresAnything)]
    public async Task A_value_that_was_not_to_be_kept_stale_is_not()
    {
        await Cache.SetAsync("key", "old", Brief);
        await PassAsync(Brief);

        await Assert.ThrowsAsync<TimeZoneNotFoundException>(async () => await Cache.GetOrSetAsync<string>("key", _ => throw new TimeZoneNotFoundException(), Staleable));
    }

    [BackendFact(StoresAnything)]
    public async Task A_stale_value_ends_with_its_stale_time()
    {
        await Cache.SetAsync("key", "old", new CacheEntryOptions { Timeout = Brief, StaleFor = Brief });
        await PassAsync(Brief);
        await PassAsync(Brief);

        await Assert.ThrowsAsync<TimeZoneNotFoundException>(async () => await Cache.GetOrSetAsync<string>("key", _ => throw new TimeZoneNotFoundException()));
    }

    [BackendFact(StoresAnything)]
    public async Task A_stale_value_is_absent_for_every_other_call()
    {
        string[] keys = ["get", "touch", "delete", "add", "count", "move"];
        foreach (string key in keys)
            await Cache.SetAsync(key, 1, Staleable);
        Assert.Equal(keys.Length, (await Cache.GetManyAsync<int>(keys)).Count);

        await PassAsync(Brief);

        Assert.Equal(-1, await Cache.GetAsync("get", -1));
        Assert.False((await Cache.TryGetAsync<int>("get")).HasValue);
        Assert.False(await Cache.ContainsAsync("get"));
        Assert.False((await Cache.GetTimeToLiveAsync("get")).HasValue);
        Assert.Empty(await Cache.GetManyAsync<int>(keys));
        Assert.False(await Cache.TouchAsync("touch", Lasting));
        Assert.False(await Cache.DeleteAsync("delete"));
        Assert.True(await Cache.AddAsync("add", 2));
        Assert.Equal(2, await Cache.GetAsync<int>("add"));
        await Assert.ThrowsAsync<KeyNotFoundException>(async () => await Cache.IncrementAsync("count"));
        await Assert.ThrowsAsync<KeyNotFoundException>(async () => await Cache.IncrementVersionAsync("move"));
    }

    [BackendFact(StoresAnything)]
    public async Task A_value_that_may_become_stale_is_there_for_every_call_before()
    {
        foreach (string key in new[] { "touch", "delete", "add", "move" })
            await Cache.SetAsync(key, 1, new CacheEntryOptions { Timeout = Lasting, StaleFor = Lasting });

        Assert.True(await Cache.TouchAsync("touch", CacheTimeout.Never));
        Assert.True(await Cache.DeleteAsync("delete"));
        Assert.False(await Cache.AddAsync("add", 2));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await Cache.IncrementAsync("add"));
        Assert.Equal(2, await Cache.IncrementVersionAsync("move"));
        Assert.Equal(1, await Cache.WithVersion(2).GetAsync<int>("move"));
    }

    [BackendFact(StoresAnything)]
    public async Task A_touch_renews_a_value_and_it_may_become_stale_again()
    {
        await Cache.SetAsync("long", 1, Staleable);
        await Cache.SetAsync("short", 1, new CacheEntryOptions { Timeout = Lasting, StaleFor = Lasting });
        Assert.True(await Cache.TouchAsync("long", Lasting));
        Assert.True(await Cache.TouchAsync("short", Brief));

        await PassAsync(Brief);

        Assert.Equal(1, await Cache.GetAsync<int>("long"));
        Assert.False(await Cache.ContainsAsync("short"));
        Assert.Equal(1, await Cache.GetOrSetAsync<int>("short", _ => throw new TimeZoneNotFoundException()));
    }

    [BackendFact(StoresAnything | KnowsTimeToLive)]
    public async Task The_stale_time_is_no_part_of_the_time_to_live()
    {
        await Cache.SetAsync("key", 1, new CacheEntryOptions { Timeout = Lasting, StaleFor = Lasting });
        await Cache.SetAsync("never", 1, new CacheEntryOptions { Timeout = CacheTimeout.Never, StaleFor = Lasting });

        Assert.InRange((await Cache.GetTimeToLiveAsync("key")).Value!.Value, Lasting - TimeSpan.FromMinutes(5), Lasting + TimeSpan.FromSeconds(1));
        Assert.Null((await Cache.GetTimeToLiveAsync("never")).Value);
    }

    [BackendFact(StoresAnything)]
    public async Task A_new_value_takes_the_place_of_a_stale_one()
    {
        await Cache.SetAsync("key", "old", Staleable);
        await PassAsync(Brief);

        Assert.Equal("new", await Cache.GetOrSetAsync("key", _ => new ValueTask<string>("new"), Lasting));

        Assert.Equal("new", await Cache.GetAsync<string>("key"));
    }

    [BackendFact(StoresAnything)]
    public async Task A_stale_value_whose_tag_was_removed_is_not_returned()
    {
        await Cache.SetAsync("key", "old", Staleable with { Tags = ["territory:FR"] });
        await PassAsync(Brief);
        Assert.Equal("old", await Cache.GetOrSetAsync<string>("key", _ => throw new TimeZoneNotFoundException()));

        await Cache.RemoveByTagAsync("territory:FR");

        await Assert.ThrowsAsync<TimeZoneNotFoundException>(async () => await Cache.GetOrSetAsync<string>("key", _ => throw new TimeZoneNotFoundException()));
    }

    [BackendFact(StoresAnything)]
    public async Task A_stale_value_is_returned_at_once_while_one_factory_goes_on()
    {
        int runs = 0;
        var finish = new TaskCompletionSource();
        await Cache.SetAsync("key", "old", Staleable);
        await PassAsync(Brief);
        ValueTask<string> AskAsync(CancellationToken callers) => Cache.GetOrSetAsync(
            "key",
            async token =>
            {
                Interlocked.Increment(ref runs);
                await finish.Task;
                token.ThrowIfCancellationRequested();
                return "new";
            },
            new CacheEntryOptions { Timeout = Lasting, FactorySoftTimeout = TimeSpan.Zero },
            callers);

        using (var leaving = new CancellationTokenSource())
        {
            Assert.Equal("old", await AskAsync(leaving.Token));
            await leaving.CancelAsync();
        }

        for (int call = 0; call < 10; call++)
            Assert.Equal("old", await AskAsync(CancellationToken.None));
        finish.SetResult();
        await UntilAsync(async () => await Cache.GetAsync<string>("key") == "new");

        Assert.Equal(1, runs);
        Assert.Equal("new", await AskAsync(CancellationToken.None));
    }

    [BackendFact(StoresAnything)]
    public async Task A_limit_does_nothing_without_a_stale_value()
    {
        var value = await Cache.GetOrSetAsync(
            "key",
            async token =>
            {
                await Task.Yield();
                return "made";
            },
            new CacheEntryOptions { StaleFor = Lasting, FactorySoftTimeout = TimeSpan.Zero });

        Assert.Equal("made", value);
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var patience = new CancellationTokenSource(_patience);
        while (!await holds())
            await Task.Delay(TimeSpan.FromMilliseconds(5), patience.Token);
    }
}
