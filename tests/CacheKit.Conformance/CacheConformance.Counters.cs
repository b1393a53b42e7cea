using CacheKit.Conformance.Samples;
using Xunit;
using static CacheKit.Conformance.BackendTraits;

namespace CacheKit.Conformance;

public abstract partial class CacheConformance
{
    [BackendFact(StoresAnything)]
    public async Task A_counter_goes_up_by_one_or_by_more()
    {
        await Cache.SetAsync("counter", 41);

        Assert.Equal(42, await Cache.IncrementAsync("counter"));
        Assert.Equal(52, await Cache.IncrementAsync("counter", 10));
        Assert.Equal(50, await Cache.IncrementAsync("counter", -2));
        Assert.Equal(50, await Cache.IncrementAsync("counter", 0));
        Assert.Equal(50, await Cache.GetAsync<int>("counter"));
    }

    [BackendFact(StoresAnything)]
    public async Task A_counter_goes_down_by_one_or_by_more()
    {
        await Cache.SetAsync("counter", 43);

        Assert.Equal(42, await Cache.DecrementAsync("counter"));
        Assert.Equal(32, await Cache.DecrementAsync("counter", 10));
        Assert.Equal(34, await Cache.DecrementAsync("counter", -2));
        Assert.Equal(34, await Cache.GetAsync<int>("counter"));
    }

    [BackendFact(StoresAnything)]
    public async Task A_counter_goes_below_zero_and_back()
    {
        await Cache.SetAsync("counter", 1);

        Assert.Equal(-9, await Cache.DecrementAsync("counter", 10));
        Assert.Equal(-9, await Cache.GetAsync<int>("counter"));
        Assert.Equal(-4, await Cache.IncrementAsync("counter", 5));
        Assert.Equal(0, await Cache.IncrementAsync("counter", 4));
        Assert.Equal(0, await Cache.GetAsync<int>("counter"));
    }

    [BackendFact(StoresAnything)]
    public async Task A_counter_loses_digits_cleanly()
    {
        await Cache.SetAsync("counter", 1000);

        Assert.Equal(999, await Cache.DecrementAsync("counter"));
        Assert.Equal(999, await Cache.GetAsync<int>("counter"));
        Assert.Equal(999L, await Cache.GetAsync<object>("counter"));
        Assert.Equal(1000, await Cache.IncrementAsync("counter"));
    }

    [BackendFact(StoresAnything)]
    public async Task Integers_of_every_kind_can_be_counted()
    {
        await Cache.SetAsync<byte>("byte", 255);
        await Cache.SetAsync("long", 9_000_000_000L);
        await Cache.SetAsync("ulong", 7UL);
        await Cache.SetAsync("enumeration", Season.Spring);
        await Cache.SetAsync<object>("object", 5);

        Assert.Equal(256, await Cache.IncrementAsync("byte"));
        Assert.Equal(9_000_000_001, await Cache.IncrementAsync("long"));
        Assert.Equal(8, await Cache.IncrementAsync("ulong"));
        Assert.Equal(2, await Cache.IncrementAsync("enumeration"));
        Assert.Equal(6, await Cache.IncrementAsync("object"));
        Assert.Equal(Season.Summer, await Cache.GetAsync<Season>("enumeration"));
    }

    [BackendFact(StoresAnything)]
    public async Task A_counter_that_was_added_or_made_can_be_counted()
    {
        await Cache.AddAsync("added", 1);
        await Cache.GetOrSetValueAsync("made", 1);
        await Cache.SetManyAsync([KeyValuePair.Create("many", 1)]);

        Assert.Equal(2, await Cache.IncrementAsync("added"));
        Assert.Equal(2, await Cache.IncrementAsync("made"));
        Assert.Equal(2, await Cache.IncrementAsync("many"));
    }

    [Fact]
    public async Task A_missing_counter_is_an_error_that_names_the_key()
    {
        var up = await Assert.ThrowsAsync<KeyNotFoundException>(async () => await Cache.IncrementAsync("the-counter"));
        var down = await Assert.ThrowsAsync<KeyNotFoundException>(async () => await Cache.DecrementAsync("the-counter"));

        Assert.Contains("the-counter", up.Message, StringComparison.Ordinal);
        Assert.Contains("the-counter", down.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_counter_is_an_error_whatever_the_delta_and_is_not_made()
    {
        foreach (long delta in (long[])[0, -1, 5, -long.MaxValue, long.MaxValue])
        {
            await Assert.ThrowsAsync<KeyNotFoundException>(async () => await Cache.IncrementAsync("missing", delta));
            await Assert.ThrowsAsync<KeyNotFoundException>(async () => await Cache.DecrementAsync("missing", delta));
        }

        Assert.False(await Cache.ContainsAsync("missing"));
    }

    [BackendFact(StoresAnything)]
    public async Task What_is_no_integer_cannot_be_counted_and_stays_as_it_is()
    {
        await AssertNotCountedAsync<string?>(null);
        await AssertNotCountedAsync("41");
        await AssertNotCountedAsync("text");
        await AssertNotCountedAsync("");
        await AssertNotCountedAsync(true);
        await AssertNotCountedAsync(1.5);
        await AssertNotCountedAsync(2.0);
        await AssertNotCountedAsync(2m);
        await AssertNotCountedAsync("41"u8.ToArray());
        await AssertNotCountedAsync('4');
        await AssertNotCountedAsync<List<int>>([41]);
    }

    [BackendFact(StoresAnything)]
    public async Task A_counter_that_would_leave_long_is_an_error_and_stays_as_it_is()
    {
        await Cache.SetAsync("top", long.MaxValue);
        await Cache.SetAsync("bottom", long.MinValue);

        await Assert.ThrowsAsync<OverflowException>(async () => await Cache.IncrementAsync("top"));
        await Assert.ThrowsAsync<OverflowException>(async () => await Cache.DecrementAsync("top", -long.MaxValue));
        await Assert.ThrowsAsync<OverflowException>(async () => await Cache.DecrementAsync("bottom"));
        await Assert.ThrowsAsync<OverflowException>(async () => await Cache.IncrementAsync("bottom", long.MinValue));

        Assert.Equal(long.MaxValue, await Cache.GetAsync<long>("top"));
        Assert.Equal(long.MinValue, await Cache.GetAsync<long>("bottom"));
    }

    [BackendFact(StoresAnything)]
    public async Task A_counter_goes_to_either_end_of_long()
    {
        await Cache.SetAsync("top", long.MaxValue - 1);
        await Cache.SetAsync("bottom", 0);

        Assert.Equal(long.MaxValue, await Cache.IncrementAsync("top"));
        Assert.Equal(long.MinValue, await Cache.IncrementAsync("bottom", long.MinValue));
        Assert.Equal(-1, await Cache.IncrementAsync("bottom", long.MaxValue));
    }

    [BackendFact(StoresAnything)]
    public async Task Subtracting_the_lowest_number_is_refused_for_it_has_no_opposite()
    {
        await Cache.SetAsync("counter", 0);

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await Cache.DecrementAsync("counter", long.MinValue));
        Assert.Equal(0, await Cache.GetAsync<int>("counter"));
    }

    [BackendFact(StoresAnything)]
    public async Task A_number_beyond_long_cannot_be_counted_and_stays_as_it_is()
    {
        await Cache.SetAsync("counter", ulong.MaxValue);

        await Assert.ThrowsAsync<OverflowException>(async () => await Cache.DecrementAsync("counter"));
        Assert.Equal(ulong.MaxValue, await Cache.GetAsync<ulong>("counter"));
    }

    [BackendFact(StoresAnything)]
    public async Task Counting_keeps_the_expiry()
    {
        await Cache.SetAsync("counter", 1, Brief);
        await Cache.SetAsync("touched", 1, Lasting);
        await Cache.IncrementAsync("counter");
        await Cache.DecrementAsync("counter");
        await Cache.TouchAsync("touched", Brief);
        await Cache.IncrementAsync("touched");

        await PassAsync(Brief);

        Assert.False(await Cache.ContainsAsync("counter"));
        Assert.False(await Cache.ContainsAsync("touched"));
    }

    [BackendFact(StoresAnything)]
    public async Task Counting_does_not_give_an_expiry()
    {
        var cache = Open(("Timeout", Seconds(Brief)));
        await cache.SetAsync("counter", 1, CacheTimeout.Never);
        await cache.IncrementAsync("counter", 9);
        await cache.DecrementAsync("counter", 5);

        await PassAsync(Brief);

        Assert.Equal(5, await cache.GetAsync<int>("counter"));
    }

    [BackendFact(StoresAnything | KnowsTimeToLive)]
    public async Task Counting_below_zero_changes_no_expiry_either()
    {
        var cache = Open(("Timeout", Seconds(Brief)));
        await cache.SetAsync("never", 1, CacheTimeout.Never);
        await cache.SetAsync("short", 1, Brief);
        await cache.SetAsync("long", 1, Lasting);
        foreach (string key in (string[])["never", "short", "long"])
            Assert.Equal(-3, await cache.DecrementAsync(key, 4));

        await PassAsync(Brief);

        Assert.Equal(-2, await cache.IncrementAsync("never"));
        Assert.Equal(-2, await cache.IncrementAsync("long"));
        Assert.False(await cache.ContainsAsync("short"));
    }

    [BackendFact(StoresAnything, Unless = KnowsTimeToLive)]
    public async Task A_counter_below_zero_is_given_the_timeout_of_its_alias()
    {
        var cache = Open(("Timeout", Seconds(Brief)));
        await cache.SetAsync("counter", 1, Lasting);
        Assert.Equal(-3, await cache.DecrementAsync("counter", 4));
        Assert.Equal(-3, await cache.GetAsync<int>("counter"));

        await PassAsync(Brief);

        Assert.False(await cache.ContainsAsync("counter"));
    }

    [BackendFact(StoresAnything)]
    public async Task A_counter_can_be_touched_and_counted_on()
    {
        await Cache.SetAsync("counter", 1, Brief);
        await Cache.IncrementAsync("counter");
        Assert.True(await Cache.TouchAsync("counter", Lasting));

        await PassAsync(Brief);

        Assert.Equal(3, await Cache.IncrementAsync("counter"));
    }

    private async Task AssertNotCountedAsync<T>(T value)
    {
        await Cache.SetAsync("the-key", value);

        var up = await Assert.ThrowsAsync<InvalidOperationException>(async () => await Cache.IncrementAsync("the-key"));
        var down = await Assert.ThrowsAsync<InvalidOperationException>(async () => await Cache.DecrementAsync("the-key", 2));

        Assert.Contains("the-key", up.Message, StringComparison.Ordinal);
        Assert.Contains("the-key", down.Message, StringComparison.Ordinal);
        Assert.Equal(value, (await Cache.TryGetAsync<T>("the-key")).Value);
    }
}
