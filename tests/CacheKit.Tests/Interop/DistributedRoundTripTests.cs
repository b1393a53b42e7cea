using System.Buffers;
using CacheKit.Backends;
using CacheKit.Tests.Values;
using Microsoft.Extensions.Caching.Distributed;

namespace CacheKit.Tests.Interop;

/// <summary>What an alias as a distributed cache costs on a server, and what it does when that fails.</summary>
public sealed class DistributedRoundTripTests
{
    private static readonly DistributedCacheEntryOptions _ends = new() { AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(5) };

    private static readonly DistributedCacheEntryOptions _slides = new() { SlidingExpiration = TimeSpan.FromMinutes(5) };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_value_that_does_not_slide_is_one_round_trip_a_call()
    {
        await using var bytes = new BytesHarness();
        var cache = bytes.Cache.AsDistributedCache();

        await cache.SetAsync("key", [1], _ends, Cancel);
        await cache.GetAsync("key", Cancel);
        await cache.TryGetAsync("key", new ArrayBufferWriter<byte>(), Cancel);
        await cache.RefreshAsync("key", Cancel);
        await cache.GetAsync("absent", Cancel);
        await cache.RemoveAsync("key", Cancel);

        Assert.Equal(["Set", "TryGet", "TryGet", "TryGet", "TryGet", "Delete"], bytes.TakeCalls());
    }

    [Fact]
    public async Task A_value_that_slides_is_one_more_a_read()
    {
        await using var bytes = new BytesHarness();
        var cache = bytes.Cache.AsDistributedCache();

        await cache.SetAsync("key", [1], _slides, Cancel);
        await cache.GetAsync("key", Cancel);
        await cache.RefreshAsync("key", Cancel);

        Assert.Equal(["Set", "TryGet", "Touch", "TryGet", "Touch"], bytes.TakeCalls());
    }

    [Fact]
    public async Task A_failing_server_is_told_to_the_caller()
    {
        await using var bytes = new BytesHarness();
        var cache = bytes.Cache.AsDistributedCache();
        bytes.Backend.FailWith(new IOException("It is down."));

        Assert.Equal("It is down.", (await Assert.ThrowsAsync<CacheBackendException>(() => cache.GetAsync("key", Cancel))).InnerException?.Message);
        await Assert.ThrowsAsync<CacheBackendException>(() => cache.SetAsync("key", [1], _ends, Cancel));
        await Assert.ThrowsAsync<CacheBackendException>(() => cache.RefreshAsync("key", Cancel));
        await Assert.ThrowsAsync<CacheBackendException>(() => cache.RemoveAsync("key", Cancel));
        Assert.Throws<CacheBackendException>(() => cache.Get("key"));
        Assert.Throws<CacheBackendException>(() => cache.Set("key", [1], _ends));
    }

    [Fact]
    public async Task A_failing_server_is_an_empty_cache_where_failure_is_a_miss()
    {
        await using var bytes = new BytesHarness(("Options:OnFailure", "miss"));
        var cache = bytes.Cache.AsDistributedCache();
        await cache.SetAsync("key", [1], _slides, Cancel);
        bytes.Backend.FailWith(new IOException("It is down."));

        Assert.Null(await cache.GetAsync("key", Cancel));
        await cache.SetAsync("key", [2], _slides, Cancel);
        await cache.RefreshAsync("key", Cancel);
        await cache.RemoveAsync("key", Cancel);
        bytes.Backend.Recover();

        Assert.Null(await cache.GetAsync("key", Cancel));
    }

    [Fact]
    public async Task A_blocked_thread_with_a_synchronization_context_is_not_needed_back()
    {
        await using var bytes = new BytesHarness();
        var cache = bytes.Cache.AsDistributedCache();

        await SingleThreadedContext.RunAsync(() =>
        {
            cache.Set("key", [1], _slides);
            Assert.Equal([1], cache.Get("key"));
            cache.Refresh("key");
            cache.Remove("key");
            Assert.Null(cache.Get("key"));
        }).WaitAsync(TimeSpan.FromSeconds(60), Cancel);
    }

    [Fact]
    public async Task A_cut_or_forged_entry_is_a_miss()
    {
        await using var bytes = new BytesHarness();
        var cache = bytes.Cache.AsDistributedCache();
        await cache.SetAsync("key", [1], _slides, Cancel);
        const string final = ":1:distributed:key";
        byte[] whole = bytes.Store[final];

        for (int length = 1; length < whole.Length - 1; length++)
        {
            bytes.Store.Replace(final, whole.AsSpan(0, length));
            Assert.Null(await cache.GetAsync("key", Cancel));
        }

        // A window or an end that no time span or date can hold.
        foreach (int from in (int[])[whole.Length - 17, whole.Length - 9])
        {
            byte[] forged = [.. whole];
            forged.AsSpan(from, 8).Fill(0xFE);
            bytes.Store.Replace(final, forged);
            Assert.Null(await cache.GetAsync("key", Cancel));
        }
    }

    [Fact]
    public async Task Keys_that_memcached_could_not_hold_are_stored_without_a_warning()
    {
        await using var bytes = new BytesHarness(CacheKeyPolicy.Refuse);
        var cache = bytes.Cache.AsDistributedCache();

        await cache.SetAsync("plain:key", [1], _ends, Cancel);
        await cache.SetAsync("a key", [1], _ends, Cancel);
        await cache.SetAsync(new string('k', 1000), [1], _ends, Cancel);

        Assert.Equal(
            [
                ":1:distributed#1c1e0a0bc77cab09fe4b0e932f25c316e0e7038c36a141711ee57b567df34f99",
                ":1:distributed#f135b2d96fdebf1e0a3298d251093200372185d07f361f9f9edfb6b6060aafdb",
                ":1:distributed:plain:key",
            ],
            bytes.Store.FinalKeys);
    }
}
