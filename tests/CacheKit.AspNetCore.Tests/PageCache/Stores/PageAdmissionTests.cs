using CacheKit.AspNetCore.PageCache.Entries;
using CacheKit.AspNetCore.PageCache.Groups;
using CacheKit.AspNetCore.PageCache.Keys;
using CacheKit.AspNetCore.PageCache.Stores;
using CacheKit.AspNetCore.Tests.Hosting;
using CacheKit.Backends.LocMem;
using CacheKit.Values;

namespace CacheKit.AspNetCore.Tests.PageCache.Stores;

/// <summary>Which pages get into a cache that is full.</summary>
public sealed class PageAdmissionTests
{
    private const int HotPages = 50;

    private readonly ParallelOptions _clients = new() { MaxDegreeOfParallelism = 8, CancellationToken = TestContext.Current.CancellationToken };

    [Fact]
    public async Task A_flood_of_URLs_that_nobody_asks_for_again_washes_no_page_out()
    {
        var (store, backend) = MakeStore(maxEntries: 300);
        for (var number = 0; number < HotPages; number++)
            Assert.Equal(PageCacheOutcome.Stored, await StoreAsync(store, $"hot {number}"));

        await Parallel.ForAsync(0, 100_000, _clients, async (number, _) => await StoreAsync(store, $"random {number}"));

        for (var number = 0; number < HotPages; number++)
            Assert.True(await IsStoredAsync(store, $"hot {number}"), $"Page {number} is gone.");
        Assert.Equal(0, backend.Evictions);
        Assert.InRange(backend.Entries, HotPages, 300);
    }

    [Fact]
    public async Task A_flood_of_large_pages_washes_no_page_out_either()
    {
        var (store, backend) = MakeStore(maxEntries: 1_000_000, maxBytes: 2_000_000);
        for (var number = 0; number < HotPages; number++)
            Assert.Equal(PageCacheOutcome.Stored, await StoreAsync(store, $"hot {number}", bodySize: 10_000));

        await Parallel.ForAsync(0, 10_000, _clients, async (number, _) => await StoreAsync(store, $"random {number}", bodySize: 10_000));

        for (var number = 0; number < HotPages; number++)
            Assert.True(await IsStoredAsync(store, $"hot {number}"), $"Page {number} is gone.");
        Assert.Equal(0, backend.Evictions);
        Assert.InRange(backend.Bytes, 0, 2_000_000);
    }

    [Fact]
    public async Task A_flood_of_variants_washes_no_page_out_either()
    {
        var (store, backend) = MakeStore(maxEntries: 300);
        for (var number = 0; number < HotPages; number++)
            await StoreAsync(store, $"hot {number}");

        for (var number = 0; number < 10_000; number++)
            await StoreAsync(store, "varying", value: $"{number}");

        for (var number = 0; number < HotPages; number++)
            Assert.True(await IsStoredAsync(store, $"hot {number}"), $"Page {number} is gone.");
        Assert.Equal(0, backend.Evictions);
    }

    [Fact]
    public async Task A_page_gets_into_a_full_cache_at_its_second_request()
    {
        var (store, _) = MakeStore(maxEntries: 100);
        await FillAsync(store, 100);

        Assert.Equal(PageCacheOutcome.NotAdmitted, await StoreAsync(store, "new"));
        Assert.False(await IsStoredAsync(store, "new"));
        Assert.Equal(PageCacheOutcome.Stored, await StoreAsync(store, "new"));
        Assert.True(await IsStoredAsync(store, "new"));
    }

    [Fact]
    public async Task A_page_that_has_its_place_is_replaced_though_it_is_forgotten()
    {
        var (store, backend, cache) = Make(maxEntries: 100);
        await StoreAsync(store, "page");
        await FillAsync(store, 100);
        var later = new LocalPageStore(cache, new ContentEncodings([]), new PageAdmission(backend));

        Assert.Equal(PageCacheOutcome.NotAdmitted, await StoreAsync(later, "new"));
        Assert.Equal(PageCacheOutcome.Stored, await StoreAsync(later, "page"));
    }

    [Fact]
    public void What_was_not_asked_for_again_for_long_is_forgotten()
    {
        var seen = new SeenPages();
        Assert.False(seen.Note("page"));
        Assert.True(seen.Note("page"));

        // Ten for each place: that none of them falls on this one has the odds of e to the minus ten.
        for (var number = 0; number < 10 * 65_536; number++)
            seen.Note($"random {number}");

        Assert.False(seen.Note("page"));
    }

    [Fact]
    public void No_page_is_taken_for_another()
    {
        var seen = new SeenPages();
        for (var number = 0; number < 200_000; number++)
            Assert.False(seen.Note($"random {number}"));
    }

    [Fact]
    public async Task Who_asks_first_is_answered_as_on_any_miss_and_who_waits_shares_it()
    {
        var made = new Counted();
        var release = new TaskCompletionSource();
        await using var site = await StartAsync(made, "true", release.Task);
        await FillAsync(site);

        var underway = site.Traffic.Underway;
        var first = site.GetAsync("/slow");
        await Eventually.IsTrueAsync(() => site.Traffic.Underway == underway + 1);
        var second = site.GetAsync("/slow");
        await Eventually.IsTrueAsync(() => site.Traffic.Underway == underway + 2);
        release.SetResult();

        Assert.Equal(await first, await second);
        Assert.Equal(101, made.Count);
        Assert.Equal(
            [PageCacheOutcome.Hit, PageCacheOutcome.NotAdmitted],
            new[] { await site.OutcomeAsync(), await site.OutcomeAsync() }.Order());
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/slow"));
        Assert.Equal(PageCacheOutcome.Hit, await site.OutcomeOfAsync("/slow"));
    }

    [Fact]
    public async Task Where_it_is_off_every_page_gets_in()
    {
        await using var site = await StartAsync(new Counted(), "false", Task.CompletedTask);
        await FillAsync(site);
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/new"));
        Assert.Equal(PageCacheOutcome.Hit, await site.OutcomeOfAsync("/new"));
    }

    [Fact]
    public async Task A_cache_of_bytes_cannot_tell_and_takes_every_page()
    {
        await using var site = await TestSite.StartAsync(
            static app => app.MapGet("/{page}", static () => "page"), new() { OnBytes = true, Configuration = { ["Caches:default:Options:MaxEntries"] = "1" } });
        for (var number = 0; number < 10; number++)
            Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync($"/{number}"));
    }

    private static (LocalPageStore Store, LocMemBackend Backend) MakeStore(int maxEntries, int maxBytes = 100_000_000)
    {
        var (store, backend, _) = Make(maxEntries, maxBytes);
        return (store, backend);
    }

    private static (LocalPageStore Store, LocMemBackend Backend, Cache Cache) Make(int maxEntries, int maxBytes = 100_000_000)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Configuration.AddInMemoryCollection([new("Caches:default:Options:MaxEntries", $"{maxEntries}"), new("Caches:default:Options:MaxBytes", $"{maxBytes}")]);
        builder.AddCacheKit().AddPages();
        var services = builder.Services.BuildServiceProvider();
        var cache = (Cache)services.GetRequiredService<ICache>();
        return ((LocalPageStore)services.GetRequiredService<PageStores>()["default"], (LocMemBackend)cache.Backend, cache);
    }

    private static async Task FillAsync(LocalPageStore store, int count)
    {
        for (var number = 0; number < count; number++)
            await StoreAsync(store, $"filling {number}");
    }

    // A page of the URL, or one variant of it.
    private static async Task<PageCacheOutcome> StoreAsync(LocalPageStore store, string url, int bodySize = 10, string? value = null)
    {
        var vary = VaryHeaders.None;
        if (value is not null)
            Assert.True(VaryHeaders.TryRead("X-A", out vary));
        var key = new PageKey(url);
        var page = new PageEntry
        {
            Key = key.Variant(vary, new HeaderDictionary { ["X-A"] = value }, new ContentEncodings([])).Canonical,
            Vary = vary,
            StatusCode = StatusCodes.Status200OK,
            Headers = [],
            Body = new byte[bodySize],
            ContentLength = bodySize,
            StoredAt = 0,
            InitialAge = 0,
            Timeout = 600_000,
            Generation = new PageGeneration(new(1, 0), new(2, 0)),
        };
        return await store.StoreAsync(key, new PageUrl(url), "", page);
    }

    private static async Task<bool> IsStoredAsync(LocalPageStore store, string url) =>
        (await store.FindAsync(new PageKey(url), null, "", new HeaderDictionary(), TestContext.Current.CancellationToken)).Page is not null;

    private static Task<TestSite> StartAsync(Counted made, string admission, Task release) => TestSite.StartAsync(
        app => app.MapGet("/{page}", async (string page) =>
        {
            var text = made.Page(page);
            if (page == "slow")
                await release;
            return text;
        }),
        new() { Configuration = { ["SiteCache:Admission"] = admission, ["Caches:default:Options:MaxEntries"] = "100" } });

    private static async Task FillAsync(TestSite site)
    {
        for (var number = 0; number < 100; number++)
            await site.OutcomeOfAsync($"/{number}");
    }
}
