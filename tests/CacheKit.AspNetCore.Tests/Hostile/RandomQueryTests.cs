using CacheKit.AspNetCore.PageCache.Keys;
using CacheKit.AspNetCore.PageCache.Marks;
using CacheKit.AspNetCore.PageCache.Stores;
using CacheKit.AspNetCore.Tests.Hosting;
using CacheKit.Backends.LocMem;
using CacheKit.Values;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.AspNetCore.Tests.Hostile;

/// <summary>Clients that invent URLs, each asked for once.</summary>
public sealed class RandomQueryTests
{
    private const int HotPages = 50;
    private const int InventedPages = 10_000;

    [Fact]
    public async Task Ten_thousand_random_queries_take_no_memory_and_no_page_of_others()
    {
        var made = new Counted();
        await using var site = await TestSite.StartAsync(app => app.MapGet("/", () => made.Page()));
        for (var number = 0; number < HotPages; number++)
            await site.GetAsync($"/?hot={number}");

        var clients = new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = TestContext.Current.CancellationToken };
        await Parallel.ForAsync(0, InventedPages, clients, async (number, _) =>
            await site.GetAsync($"/?{number}={new string('x', 100)}"));

        Assert.Equal(HotPages + InventedPages, made.Count);
        for (var number = 0; number < HotPages; number++)
            await site.GetAsync($"/?hot={number}");
        Assert.Equal(HotPages + InventedPages, made.Count);
        var backend = Assert.IsType<LocMemBackend>(((Cache)site.Services.GetRequiredService<ICache>()).Backend);
        Assert.InRange(backend.Entries, HotPages, 300);
        Assert.InRange(backend.Bytes, 0, 300 * 2_000);
    }

    [Fact]
    public void Pages_that_could_not_be_stored_are_forgotten_when_there_are_too_many()
    {
        var pages = new UncacheablePages(new FakeTimeProvider());
        for (var number = 0; number <= 4096; number++)
            pages.Add(new PageKey($"page {number}"));
        Assert.False(pages.Contains(new PageKey("page 0")));
        Assert.True(pages.Contains(new PageKey("page 4096")));
    }

    [Fact]
    public void What_pages_vary_by_is_forgotten_when_there_are_too_many()
    {
        var hints = new VaryHints();
        for (var number = 0; number <= 10_000; number++)
            hints.Remember(new PageKey($"page {number}"), VaryHeaders.AcceptEncoding);
        Assert.Same(VaryHeaders.None, hints.Find(new PageKey("page 0")));
        Assert.Same(VaryHeaders.AcceptEncoding, hints.Find(new PageKey("page 10000")));
    }
}
