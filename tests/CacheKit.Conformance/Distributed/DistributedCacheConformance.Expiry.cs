using Microsoft.Extensions.Caching.Distributed;
using Xunit;

namespace CacheKit.Conformance.Distributed;

/// <summary>What is stored ends when it was to end.</summary>
public abstract partial class DistributedCacheConformance
{
    [Fact]
    public async Task A_value_without_expiry_stays()
    {
        await Cache.SetAsync("key", [1], new DistributedCacheEntryOptions());

        await PassAsync(Brief * 3);

        Assert.Equal([1], await Cache.GetAsync("key"));
    }

    [Fact]
    public async Task A_value_ends_after_its_time()
    {
        await Cache.SetAsync("key", [1], EndsIn(Brief));

        await PassAsync(Brief * 0.5);
        Assert.Equal([1], await Cache.GetAsync("key"));

        await PassAsync(Brief);
        Assert.Null(await Cache.GetAsync("key"));
        Assert.Null(Cache.Get("key"));
    }

    [Fact]
    public async Task A_value_ends_at_its_moment()
    {
        await Cache.SetAsync("key", [1], new DistributedCacheEntryOptions { AbsoluteExpiration = Clock.GetUtcNow() + Brief });

        await PassAsync(Brief * 0.5);
        Assert.Equal([1], await Cache.GetAsync("key"));

        await PassAsync(Brief);
        Assert.Null(await Cache.GetAsync("key"));
    }

    [Theory]
    [InlineData(1, 5)]
    [InlineData(5, 1)]
    public async Task Of_a_moment_and_a_time_the_earlier_ends_a_value(int moment, int time)
    {
        await Cache.SetAsync("key", [1], new DistributedCacheEntryOptions
        {
            AbsoluteExpiration = Clock.GetUtcNow() + (Brief * moment),
            AbsoluteExpirationRelativeToNow = Brief * time,
        });

        await PassAsync(Brief * 0.5);
        Assert.Equal([1], await Cache.GetAsync("key"));

        await PassAsync(Brief);
        Assert.Null(await Cache.GetAsync("key"));
    }

    [Fact]
    public async Task Neither_reading_nor_refreshing_prolongs_a_value_that_does_not_slide()
    {
        await Cache.SetAsync("key", [1], EndsIn(Brief));

        await PassAsync(Brief * 0.6);
        Assert.Equal([1], await Cache.GetAsync("key"));
        await Cache.RefreshAsync("key");
        Cache.Refresh("key");

        await PassAsync(Brief * 0.8);
        Assert.Null(await Cache.GetAsync("key"));
    }

    [Fact]
    public async Task A_sliding_value_ends_when_nobody_asks_for_it()
    {
        await Cache.SetAsync("key", [1], Slides(Brief));

        await PassAsync(Brief * 1.5);

        Assert.Null(await Cache.GetAsync("key"));
    }

    [Fact]
    public async Task A_sliding_value_stays_while_it_is_asked_for()
    {
        await Cache.SetAsync("key", [1], Slides(Brief));

        for (int time = 0; time < 3; time++)
        {
            await PassAsync(Brief * 0.6);
            Assert.Equal([1], await Cache.GetAsync("key"));
            await PassAsync(Brief * 0.6);
            Assert.Equal([1], Cache.Get("key"));
        }

        await PassAsync(Brief * 1.5);
        Assert.Null(await Cache.GetAsync("key"));
    }

    [Fact]
    public async Task A_sliding_value_stays_while_it_is_refreshed()
    {
        await Cache.SetAsync("key", [1], Slides(Brief));

        for (int time = 0; time < 3; time++)
        {
            await PassAsync(Brief * 0.6);
            await Cache.RefreshAsync("key");
            await PassAsync(Brief * 0.6);
            Cache.Refresh("key");
        }

        Assert.Equal([1], await Cache.GetAsync("key"));
        await PassAsync(Brief * 1.5);
        Assert.Null(await Cache.GetAsync("key"));
    }

    [Fact]
    public async Task Sliding_never_goes_beyond_the_end()
    {
        await Cache.SetAsync("key", [1], new DistributedCacheEntryOptions { SlidingExpiration = Brief, AbsoluteExpirationRelativeToNow = Brief * 1.7 });

        await PassAsync(Brief * 0.6);
        Assert.Equal([1], await Cache.GetAsync("key"));
        await PassAsync(Brief * 0.6);
        await Cache.RefreshAsync("key");
        Assert.Equal([1], await Cache.GetAsync("key"));

        await PassAsync(Brief * 0.8);
        Assert.Null(await Cache.GetAsync("key"));
        await Cache.RefreshAsync("key");
        Assert.Null(await Cache.GetAsync("key"));
    }

    [Fact]
    public async Task An_end_within_the_window_ends_a_sliding_value()
    {
        await Cache.SetAsync("key", [1], new DistributedCacheEntryOptions { SlidingExpiration = Brief * 5, AbsoluteExpiration = Clock.GetUtcNow() + Brief });

        await PassAsync(Brief * 0.5);
        Assert.Equal([1], await Cache.GetAsync("key"));

        await PassAsync(Brief);
        Assert.Null(await Cache.GetAsync("key"));
    }

    [Fact]
    public async Task A_value_that_replaces_a_sliding_one_does_not_slide()
    {
        await Cache.SetAsync("key", [1], Slides(Brief));
        await Cache.SetAsync("key", [2], EndsIn(Brief));

        await PassAsync(Brief * 0.6);
        Assert.Equal([2], await Cache.GetAsync("key"));

        await PassAsync(Brief * 0.8);
        Assert.Null(await Cache.GetAsync("key"));
    }
}
