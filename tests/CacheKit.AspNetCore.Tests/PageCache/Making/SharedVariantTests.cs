using CacheKit.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Http.Features;

namespace CacheKit.AspNetCore.Tests.PageCache.Making;

/// <summary>Requests that wait for a page of which nobody knows yet that it varies: each variant is made once.</summary>
public sealed class SharedVariantTests
{
    [Theory, InlineData(false), InlineData(true)]
    public async Task Requests_for_other_variants_of_the_page_do_not_get_the_leaders(bool onBytes)
    {
        var made = new Counted();
        var release = new TaskCompletionSource();
        await using var site = await TestSite.StartAsync(
            app => app.MapGet("/", async (HttpContext context) =>
            {
                made.Next();
                context.Response.Headers.Vary = "X-A";
                await release.Task;
                return context.Request.Headers["X-A"].ToString();
            }),
            new() { OnBytes = onBytes });

        var requests = Enumerable.Range(0, 30).Select(number => site.GetAsync("/", ("X-A", $"{number % 3}"))).ToList();
        await Eventually.IsTrueAsync(() => made.Count >= 1 && site.Traffic.Underway == 30);
        release.SetResult();

        var pages = await Task.WhenAll(requests);
        Assert.All(pages.Index(), static page => Assert.Equal($"{page.Index % 3}", page.Item));
        Assert.Equal(3, made.Count);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_request_that_came_before_it_was_known_that_the_page_varies_waits_for_its_variant(bool onBytes)
    {
        var made = new Counted();
        TaskCompletionSource first = new(), second = new();
        var late = new SlowlyBoarding();
        await using var site = await TestSite.StartAsync(new SiteSetup
        {
            OnBytes = onBytes,
            Pipeline = app =>
            {
                app.Use((context, next) =>
                {
                    if (context.Request.Headers.ContainsKey("X-Late"))
                        context.Features.Set<IHttpRequestLifetimeFeature>(late);
                    return next(context);
                });
                app.UseSiteCache();
                app.MapGet("/", async (HttpContext context) =>
                {
                    context.Response.Headers.Vary = "X-A";
                    await (made.Next() == 1 ? first : second).Task;
                    return context.Request.Headers["X-A"].ToString();
                });
            },
        });

        var one = site.GetAsync("/", ("X-A", "one"));
        await Eventually.IsTrueAsync(() => made.Count == 1);
        // It is about to join those who wait, and does so when that is over.
        var latecomer = site.GetAsync("/", ("X-A", "two"), ("X-Late", "yes"));
        await Eventually.IsTrueAsync(() => late.Times == 1);
        var two = site.GetAsync("/", ("X-A", "two"));
        await Eventually.IsTrueAsync(() => site.Traffic.Underway == 2);
        first.SetResult();
        await Eventually.IsTrueAsync(() => made.Count == 2);
        late.GoOn();
        await Eventually.IsTrueAsync(() => late.Times == 2 || made.Count == 3);
        second.SetResult();

        Assert.Equal(["one", "two", "two"], await Task.WhenAll(one, two, latecomer));
        Assert.Equal(2, made.Count);
    }

    /// <summary>The lifetime of a request that takes long between deciding whom to wait for and joining them.</summary>
    private sealed class SlowlyBoarding : IHttpRequestLifetimeFeature
    {
        private volatile bool _goesOn;
        private int _times;

        /// <summary>How often it has come so far.</summary>
        public int Times => Volatile.Read(ref _times);

        public CancellationToken RequestAborted
        {
            get
            {
                Interlocked.Increment(ref _times);
                Assert.True(SpinWait.SpinUntil(() => _goesOn, TimeSpan.FromSeconds(60)));
                return CancellationToken.None;
            }
            set { }
        }

        public void GoOn() => _goesOn = true;

        public void Abort()
        {
        }
    }
}
