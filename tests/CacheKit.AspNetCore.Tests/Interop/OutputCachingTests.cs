using CacheKit.AspNetCore.Tests.Hosting;
using CacheKit.AspNetCore.TimeLimits;
using Microsoft.AspNetCore.OutputCaching;

namespace CacheKit.AspNetCore.Tests.Interop;

/// <summary>ASP.NET Core's own output caching on an alias, over a socket.</summary>
public sealed class OutputCachingTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_page_is_made_once_and_again_after_its_tag_was_evicted(bool onBytes)
    {
        var made = new Counted();
        await using var site = await OutputSite.StartAsync(onBytes, made: made);

        Assert.Equal("page 1", await site.GetAsync("/"));
        using (var hit = await site.SendAsync("/"))
        {
            Assert.Equal("page 1", await hit.Content.ReadAsStringAsync(Cancel));
            Assert.NotNull(hit.Headers.Age);
        }

        Assert.Equal("other 2", await site.GetAsync("/other?q=1"));
        Assert.Equal("other 3", await site.GetAsync("/other?q=2"));
        Assert.Equal("other 2", await site.GetAsync("/other?q=1"));

        await site.Services.GetRequiredService<IOutputCacheStore>().EvictByTagAsync("all", Cancel);
        Assert.Equal("page 4", await site.GetAsync("/"));
        Assert.Equal("other 3", await site.GetAsync("/other?q=2"));
    }

    [Fact]
    public async Task A_page_is_made_without_a_cache_that_is_down()
    {
        var made = new Counted();
        await using var site = await OutputSite.StartAsync(made: made);
        site.Bytes!.FailWith(new IOException("down"));

        Assert.Equal("page 1", await site.GetAsync("/"));
        Assert.Equal("page 2", await site.GetAsync("/"));
        Assert.Contains(site.Log.GetSnapshot(), static record => record.Id.Id == 2000);
        Assert.DoesNotContain(site.Log.GetSnapshot(), static record => record.Category!.StartsWith("Microsoft.AspNetCore.OutputCaching", StringComparison.Ordinal) && record.Exception is not null);

        site.Bytes.Recover();
        Assert.Equal("page 3", await site.GetAsync("/"));
        Assert.Equal("page 3", await site.GetAsync("/"));
    }

    [Fact]
    public async Task A_page_is_made_without_a_cache_in_this_process_that_fails()
    {
        var made = new Counted();
        await using var site = await TestSite.StartAsync(new SiteSetup
        {
            WithPages = false,
            Configuration = { ["Caches:default:Backend"] = "objects" },
            ServicesBefore = static services => services.AddCacheKit().AddBackend("objects", new BrokenObjectBackend()),
            Services = static services =>
            {
                services.AddCacheKit().AddOutputCacheStore();
                services.AddOutputCache();
            },
            Pipeline = app =>
            {
                app.UseOutputCache();
                app.MapGet("/", () => made.Page()).CacheOutput();
            },
        });

        Assert.Equal("page 1", await site.GetAsync("/"));
        Assert.Equal("page 2", await site.GetAsync("/"));
    }

    [Theory]
    [InlineData("TryGet")]
    [InlineData("GetMany")]
    [InlineData("Set")]
    public async Task A_cache_that_does_not_answer_holds_a_page_up_for_a_limited_time(string operation)
    {
        var made = new Counted();
        var answer = new TaskCompletionSource();
        await using var site = await OutputSite.StartAsync(made: made);
        site.Bytes!.BeforeCall = call => call.Operation == operation ? new(answer.Task) : default;

        Assert.Equal("page 1", await WhileTimePassesAsync(site, site.GetAsync("/")));

        answer.SetException(new IOException("at last"));
        site.Bytes.BeforeCall = null;
        site.Time.Advance(LimitedCache.Pause);
        Assert.Equal("page 2", await site.GetAsync("/"));
        Assert.Equal("page 2", await site.GetAsync("/"));
    }

    [Fact]
    public async Task An_entry_that_somebody_has_damaged_is_made_anew()
    {
        var made = new Counted();
        await using var site = await OutputSite.StartAsync(made: made, configuration: new() { ["Caches:default:Options:OnUnreadable"] = "throw" });
        await site.GetAsync("/");
        foreach (string key in site.Bytes!.Store.FinalKeys)
            site.Bytes.Store.Replace(key, "spoilt"u8);

        Assert.Equal("page 2", await site.GetAsync("/"));
        Assert.Equal("page 2", await site.GetAsync("/"));
    }

    [Fact]
    public async Task An_eviction_that_fails_is_told_to_who_asked_for_it()
    {
        await using var site = await OutputSite.StartAsync(made: new());
        site.Bytes!.FailWith(new IOException("down"));

        await Assert.ThrowsAsync<CacheBackendException>(async () => await site.Services.GetRequiredService<IOutputCacheStore>().EvictByTagAsync("all", Cancel));
    }

    [Fact]
    public async Task An_eviction_that_an_outage_prevents_is_made_up_for()
    {
        var made = new Counted();
        await using var site = await OutputSite.StartAsync(made: made, isOutage: static exception => exception is IOException);
        await site.GetAsync("/");
        site.Bytes!.FailWith(new IOException("down"));

        await site.Services.GetRequiredService<IOutputCacheStore>().EvictByTagAsync("all", Cancel);
        Assert.Contains(site.Log.GetSnapshot(), static record => record.Id.Id == 2061);
        site.Bytes.Recover();

        Assert.Equal("page 2", await site.GetAsync("/"));
    }

    private static async Task<T> WhileTimePassesAsync<T>(TestSite site, Task<T> task)
    {
        var patience = Task.Delay(TimeSpan.FromSeconds(60), Cancel);
        while (!task.IsCompleted && !patience.IsCompleted)
        {
            site.Time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(5, Cancel);
        }

        return await task.WaitAsync(TimeSpan.FromSeconds(60), Cancel);
    }
}
