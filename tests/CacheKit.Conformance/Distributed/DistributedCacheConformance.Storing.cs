using Xunit;

namespace CacheKit.Conformance.Distributed;

/// <summary>What is stored comes back.</summary>
public abstract partial class DistributedCacheConformance
{
    [Fact]
    public async Task What_was_never_stored_is_null()
    {
        Assert.Null(await Cache.GetAsync("key"));
        Assert.Null(Cache.Get("key"));
    }

    [Fact]
    public async Task Nulls_are_refused()
    {
        await Assert.ThrowsAsync<ArgumentNullException>(() => Cache.GetAsync(null!));
        await Assert.ThrowsAsync<ArgumentNullException>(() => Cache.SetAsync(null!, [], _lasting));
        await Assert.ThrowsAsync<ArgumentNullException>(() => Cache.SetAsync("key", null!, _lasting));
        await Assert.ThrowsAsync<ArgumentNullException>(() => Cache.SetAsync("key", [], null!));
        await Assert.ThrowsAsync<ArgumentNullException>(() => Cache.RefreshAsync(null!));
        await Assert.ThrowsAsync<ArgumentNullException>(() => Cache.RemoveAsync(null!));
        Assert.Throws<ArgumentNullException>(() => Cache.Get(null!));
        Assert.Throws<ArgumentNullException>(() => Cache.Set(null!, [], _lasting));
        Assert.Throws<ArgumentNullException>(() => Cache.Set("key", null!, _lasting));
        Assert.Throws<ArgumentNullException>(() => Cache.Set("key", [], null!));
        Assert.Throws<ArgumentNullException>(() => Cache.Refresh(null!));
        Assert.Throws<ArgumentNullException>(() => Cache.Remove(null!));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(100_000)]
    public async Task Bytes_come_back_as_they_were(int length)
    {
        await Cache.SetAsync("key", Bytes(length), _lasting);

        Assert.Equal(Bytes(length), await Cache.GetAsync("key"));
        Assert.Equal(Bytes(length), Cache.Get("key"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(100_000)]
    public async Task Bytes_with_a_sliding_expiry_come_back_as_they_were(int length)
    {
        Cache.Set("key", Bytes(length), Slides(Brief));

        Assert.Equal(Bytes(length), await Cache.GetAsync("key"));
        Assert.Equal(Bytes(length), Cache.Get("key"));
    }

    [Fact]
    public async Task A_new_value_replaces_the_old_one()
    {
        await Cache.SetAsync("key", [1], _lasting);
        await Cache.SetAsync("key", [2, 3], Slides(Brief));
        Assert.Equal([2, 3], await Cache.GetAsync("key"));

        Cache.Set("key", [4], _lasting);
        Assert.Equal([4], Cache.Get("key"));
    }

    [Fact]
    public async Task What_was_removed_is_gone()
    {
        await Cache.SetAsync("one", [1], _lasting);
        await Cache.SetAsync("two", [2], Slides(Brief));
        await Cache.SetAsync("three", [3], _lasting);

        await Cache.RemoveAsync("one");
        Cache.Remove("two");

        Assert.Null(await Cache.GetAsync("one"));
        Assert.Null(await Cache.GetAsync("two"));
        Assert.Equal([3], await Cache.GetAsync("three"));
    }

    [Fact]
    public async Task Removing_and_refreshing_nothing_is_fine()
    {
        await Cache.RemoveAsync("key");
        Cache.Remove("key");
        await Cache.RefreshAsync("key");
        Cache.Refresh("key");

        Assert.Null(await Cache.GetAsync("key"));
    }

    [Theory]
    [MemberData(nameof(OddKeys))]
    public async Task Any_text_is_a_key(string key)
    {
        await Cache.SetAsync(key, [1], _lasting);
        Assert.Equal([1], await Cache.GetAsync(key));

        Cache.Set(key, [2], Slides(Brief));
        Assert.Equal([2], Cache.Get(key));
        await Cache.RefreshAsync(key);

        await Cache.RemoveAsync(key);
        Assert.Null(await Cache.GetAsync(key));
    }

    [Fact]
    public async Task Keys_that_differ_are_different_entries()
    {
        string[] keys = [.. OddKeys.Select(static row => row.Data)];
        for (int index = 0; index < keys.Length; index++)
            await Cache.SetAsync(keys[index], [(byte)index], _lasting);

        for (int index = 0; index < keys.Length; index++)
            Assert.Equal((byte[])[(byte)index], await Cache.GetAsync(keys[index]));
    }

    [Fact]
    public async Task Many_keys_are_used_at_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 50).Select(async index =>
        {
            string key = $"key {index}";
            await Cache.SetAsync(key, Bytes(index), index % 2 == 0 ? _lasting : Slides(Brief));
            Assert.Equal(Bytes(index), await Cache.GetAsync(key));
        }));
    }
}
