using System.Buffers;
using System.IO.Pipelines;
using CacheKit.Conformance.Bytes;
using Microsoft.AspNetCore.OutputCaching;

namespace CacheKit.AspNetCore.Tests.Interop;

/// <summary>What output caching asks of its store, and what the store does where the cache under it has limits.</summary>
public sealed class OutputCacheStoreTests
{
    private static readonly TimeSpan _minute = TimeSpan.FromMinutes(1);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_stored_comes_back_until_its_time_is_over(bool onBytes)
    {
        await using var site = await OutputSite.StartAsync(onBytes);
        var store = site.Services.GetRequiredService<IOutputCacheBufferStore>();
        byte[] value = [.. Enumerable.Range(0, 5000).Select(static number => (byte)number)];

        await store.SetAsync("GET\u001eHTTP", PayloadPieces.Of(value), new(["one", "two"]), _minute, Cancel);
        await store.SetAsync("small", [1], null, _minute, Cancel);

        Assert.Equal(value, await store.GetAsync("GET\u001eHTTP", Cancel));
        Assert.Equal(value, await ReadAsync(store, "GET\u001eHTTP"));
        Assert.Equal([1], await store.GetAsync("small", Cancel));
        Assert.Null(await ReadAsync(store, "absent"));

        site.Time.Advance(_minute);
        Assert.Null(await store.GetAsync("GET\u001eHTTP", Cancel));
        Assert.Null(await ReadAsync(store, "GET\u001eHTTP"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_tag_evicts_what_has_it_and_nothing_else(bool onBytes)
    {
        await using var site = await OutputSite.StartAsync(onBytes);
        var store = site.Services.GetRequiredService<IOutputCacheStore>();
        var cache = site.Services.GetRequiredService<ICache>();
        string longTag = new('t', 1000);
        await store.SetAsync("a", [1], ["one", "", " white space "], _minute, Cancel);
        await store.SetAsync("b", [2], ["two", "one", "one"], _minute, Cancel);
        await store.SetAsync("c", [3], ["two", longTag], _minute, Cancel);
        await store.SetAsync("d", [4], [], _minute, Cancel);
        await cache.SetAsync("value", "kept", new CacheEntryOptions(_minute) { Tags = ["one"] }, Cancel);

        await store.EvictByTagAsync("one", Cancel);
        Assert.Null(await store.GetAsync("a", Cancel));
        Assert.Null(await store.GetAsync("b", Cancel));
        Assert.Equal([3], await store.GetAsync("c", Cancel));

        await store.EvictByTagAsync(longTag, Cancel);
        await store.EvictByTagAsync("", Cancel);
        Assert.Null(await store.GetAsync("c", Cancel));
        Assert.Equal([4], await store.GetAsync("d", Cancel));
        Assert.Equal("kept", await cache.GetAsync<string>("value", Cancel));
    }

    [Fact]
    public async Task More_tags_than_an_entry_can_have_keep_a_response_from_being_stored()
    {
        await using var site = await OutputSite.StartAsync();
        var store = site.Services.GetRequiredService<IOutputCacheStore>();

        await store.SetAsync("64", [1], [.. Enumerable.Range(0, 64).Select(static number => $"{number}")], _minute, Cancel);
        await store.SetAsync("65", [1], [.. Enumerable.Range(0, 65).Select(static number => $"{number}")], _minute, Cancel);

        Assert.NotNull(await store.GetAsync("64", Cancel));
        Assert.Null(await store.GetAsync("65", Cancel));
        Assert.Equal(
            "Cache 'default': an output-cached response has 65 tags; 64 are possible. It was not stored.",
            Assert.Single(site.Log.GetSnapshot(), static record => record.Id.Id == 2060).Message);
    }

    [Fact]
    public async Task What_is_given_may_be_used_again_at_once()
    {
        await using var site = await OutputSite.StartAsync(onBytes: false);
        var store = site.Services.GetRequiredService<IOutputCacheStore>();
        byte[] value = [1, 2, 3];

        await store.SetAsync("key", value, null, _minute, Cancel);
        value[0] = 9;
        (await store.GetAsync("key", Cancel))![1] = 9;

        Assert.Equal([1, 2, 3], await store.GetAsync("key", Cancel));
    }

    [Fact]
    public async Task Nulls_are_refused()
    {
        await using var site = await OutputSite.StartAsync();
        var store = site.Services.GetRequiredService<IOutputCacheBufferStore>();

        await Assert.ThrowsAsync<ArgumentNullException>(async () => await store.GetAsync(null!, Cancel));
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await store.TryGetAsync("key", null!, Cancel));
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await store.SetAsync("key", null!, null, _minute, Cancel));
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await store.SetAsync(null!, [], null, _minute, Cancel));
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await store.EvictByTagAsync(null!, Cancel));
    }

    [Fact]
    public async Task Every_alias_is_a_store_by_its_name_and_nothing_else_is()
    {
        await using var site = await OutputSite.StartAsync(onBytes: false, configuration: new() { ["Caches:default:Backend"] = "locmem", ["Caches:pages:Backend"] = "locmem", ["Caches:pages:Location"] = "pages" });
        var pages = site.Services.GetRequiredKeyedService<IOutputCacheStore>("pages");

        await pages.SetAsync("key", [1], null, _minute, Cancel);

        Assert.Equal([1], await ReadAsync(site.Services.GetRequiredKeyedService<IOutputCacheBufferStore>("Pages"), "key"));
        Assert.Null(await site.Services.GetRequiredService<IOutputCacheStore>().GetAsync("key", Cancel));
        Assert.Null(site.Services.GetKeyedService<IOutputCacheStore>("other"));
    }

    [Fact]
    public async Task An_alias_that_is_not_configured_ends_the_start()
    {
        var exception = await Assert.ThrowsAsync<CacheConfigurationException>(() => OutputSite.StartAsync(alias: "pagse"));

        Assert.StartsWith("AddOutputCacheStore(\"pagse\"): there is no cache 'pagse'.", exception.Message, StringComparison.Ordinal);
    }

    private static async Task<byte[]?> ReadAsync(IOutputCacheBufferStore store, string key)
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        if (!await store.TryGetAsync(key, pipe.Writer, Cancel))
            return null;
        await pipe.Writer.CompleteAsync();
        var read = await pipe.Reader.ReadAtLeastAsync(int.MaxValue, Cancel);
        return read.Buffer.ToArray();
    }
}
