using CacheKit.Conformance.Samples;

namespace CacheKit.Tests.Values;

public sealed class TamperedPayloadTests
{
    private const string FinalKey = ":1:key";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_payload_cut_off_anywhere_never_breaks_a_read()
    {
        await using var bytes = new BytesHarness();
        await EachSampleAsync(bytes, async () =>
        {
            for (int length = bytes.Store[FinalKey].Length - 1; length >= 0; length--)
            {
                bytes.Store.Truncate(FinalKey, length);
                await ReadAsEverythingAsync(bytes.Cache);
            }
        });
    }

    [Fact]
    public async Task A_payload_with_any_bit_turned_over_never_breaks_a_read()
    {
        await using var bytes = new BytesHarness();
        await EachSampleAsync(bytes, async () =>
        {
            for (int bit = 0; bit < bytes.Store[FinalKey].Length * 8; bit++)
            {
                bytes.Store.FlipBit(FinalKey, bit);
                await ReadAsEverythingAsync(bytes.Cache);
                bytes.Store.FlipBit(FinalKey, bit);
            }
        });
    }

    [Fact]
    public async Task An_empty_payload_is_a_miss_for_every_type()
    {
        await using var bytes = new BytesHarness();
        bytes.Store.Replace(FinalKey, []);

        Assert.False((await bytes.Cache.TryGetAsync<string>("key", Cancel)).HasValue);
        Assert.False((await bytes.Cache.TryGetAsync<object>("key", Cancel)).HasValue);
        Assert.False((await bytes.Cache.TryGetAsync<byte[]>("key", Cancel)).HasValue);
        Assert.False((await bytes.Cache.TryGetAsync<int?>("key", Cancel)).HasValue);
    }

    [Fact]
    public async Task A_payload_that_cannot_be_read_is_left_out_of_many_and_made_anew()
    {
        await using var bytes = new BytesHarness();
        await bytes.Cache.SetAsync("fine", 1, default, Cancel);
        bytes.Store.Replace(FinalKey, "\u0001nonsense"u8);

        Assert.Equal("fine", Assert.Single(await bytes.Cache.GetManyAsync<int>(["fine", "key"], Cancel)).Key);
        Assert.Equal(2, await bytes.Cache.GetOrSetValueAsync("key", 2, default, Cancel));
        Assert.Equal(2, await bytes.Cache.GetAsync<int>("key", Cancel));
    }

    [Fact]
    public async Task A_payload_that_cannot_be_read_is_an_error_where_the_alias_says_so()
    {
        await using var bytes = new BytesHarness(("Options:OnUnreadable", "throw"));
        bytes.Store.Replace(FinalKey, "\u0001nonsense"u8);

        var error = await Assert.ThrowsAsync<CacheSerializationException>(async () => await bytes.Cache.GetAsync<int>("key", Cancel));

        Assert.Equal(("key", typeof(int)), (error.Key, error.ValueType));
    }

    [Fact]
    public async Task A_payload_of_many_that_cannot_be_read_is_the_same_error_and_no_failure_of_the_backend()
    {
        await using var bytes = new BytesHarness(("Options:OnUnreadable", "throw"));
        await bytes.Cache.SetAsync("fine", 1, default, Cancel);
        bytes.Store.Replace(FinalKey, "\u0001nonsense"u8);

        var error = await Assert.ThrowsAsync<CacheSerializationException>(async () => await bytes.Cache.GetManyAsync<int>(["fine", "key"], Cancel));

        Assert.Equal(("key", typeof(int)), (error.Key, error.ValueType));
    }

    private static async Task EachSampleAsync(BytesHarness bytes, Func<Task> tamper)
    {
        object?[] samples =
        [
            null, 42, "text with ü", new byte[] { 1, 2, 3 }, true, 1.5, Guid.Empty, DateTime.UnixEpoch,
            new Book("First", 1, null, Season.Winter, null), new List<int> { 1, 2, 3 },
        ];
        foreach (object? sample in samples)
        {
            await bytes.Cache.SetAsync("key", sample, default, Cancel);
            await tamper();
        }
    }

    private static async Task ReadAsEverythingAsync(ICache cache)
    {
        await cache.TryGetAsync<object>("key", Cancel);
        await cache.TryGetAsync<int>("key", Cancel);
        await cache.TryGetAsync<string>("key", Cancel);
        await cache.TryGetAsync<byte[]>("key", Cancel);
        await cache.TryGetAsync<bool>("key", Cancel);
        await cache.TryGetAsync<Guid?>("key", Cancel);
        await cache.TryGetAsync<Book>("key", Cancel);
        await cache.TryGetAsync<List<int>>("key", Cancel);
        await cache.GetManyAsync<object>(["key"], Cancel);
        await cache.ContainsAsync("key", Cancel);
    }
}
