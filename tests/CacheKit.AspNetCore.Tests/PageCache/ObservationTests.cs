using System.Diagnostics.Metrics;
using CacheKit.AspNetCore.PageCache;
using CacheKit.AspNetCore.Tests.Hosting;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;

namespace CacheKit.AspNetCore.Tests.PageCache;

/// <summary>What operators and applications can see of the page cache.</summary>
public sealed class ObservationTests
{
    [Fact]
    public async Task Requests_are_counted_by_what_became_of_them()
    {
        await using var site = await TestSite.StartAsync(static app => app.Map("/", static () => "page"));
        using var counts = new MetricCollector<long>(site.Services.GetRequiredService<IMeterFactory>(), "CacheKit", "cachekit.page.requests");

        foreach (var outcome in new[] { PageCacheOutcome.Stored, PageCacheOutcome.Hit, PageCacheOutcome.Hit })
            Assert.Equal(outcome, await site.OutcomeOfAsync("/"));
        Assert.Equal(PageCacheOutcome.AuthorizationHeader, await site.OutcomeOfAsync("/", ("Authorization", "x")));
        using (await site.SendAsync(HttpMethod.Post, "/"))
            Assert.Equal(PageCacheOutcome.Method, await site.OutcomeAsync());

        Assert.Equal(
            ["stored", "hit", "hit", "authorization_header", "method"],
            counts.GetMeasurementSnapshot().Select(static measurement => (string?)measurement.Tags["cachekit.page.outcome"]));
    }

    [Fact]
    public async Task An_empty_page_is_counted_when_its_fate_is_known()
    {
        await using var site = await TestSite.StartAsync(static app => app.MapGet("/", static () => Results.Ok()));
        using var counts = new MetricCollector<long>(site.Services.GetRequiredService<IMeterFactory>(), "CacheKit", "cachekit.page.requests");

        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/"));

        Assert.Equal("stored", Assert.Single(counts.GetMeasurementSnapshot()).Tags["cachekit.page.outcome"]);
    }

    [Fact]
    public void Counting_a_request_allocates_nothing()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var metrics = new PageMetrics(services.GetRequiredService<IMeterFactory>());
        long counted = 0;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, heard) =>
            {
                if (instrument.Name == "cachekit.page.requests" && instrument.Meter.Scope == services.GetRequiredService<IMeterFactory>())
                    heard.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => counted += value);
        listener.Start();
        var feature = new PageCacheFeature { Outcome = PageCacheOutcome.Hit };
        metrics.Count(feature);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int request = 0; request < 1000; request++)
            metrics.Count(feature);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(1001, counted);
    }

    [Fact]
    public async Task The_outermost_middleware_can_tell_the_client()
    {
        await using var site = await TestSite.StartAsync(new SiteSetup
        {
            Pipeline = static app =>
            {
                app.Use(static (context, next) =>
                {
                    context.Response.OnStarting(() =>
                    {
                        var page = context.Features.Get<IPageCacheFeature>();
                        context.Response.Headers["Server-Timing"] = $"{page?.Outcome};{page?.Age?.TotalSeconds};{page?.Timeout?.TotalSeconds}";
                        return Task.CompletedTask;
                    });
                    return next(context);
                });
                app.UseSiteCache();
                app.MapGet("/", static () => "page");
                app.MapGet("/private", static (HttpResponse response) =>
                {
                    response.Headers.CacheControl = "private";
                    return "page";
                });
            },
        });

        using var miss = await site.SendAsync("/");
        Assert.Equal("Miss;;600", Assert.Single(miss.Headers.GetValues("Server-Timing")));
        site.Time.Advance(TimeSpan.FromSeconds(3));
        using var hit = await site.SendAsync("/");
        Assert.Equal("Hit;3;600", Assert.Single(hit.Headers.GetValues("Server-Timing")));
        using var refused = await site.SendAsync("/private");
        Assert.Equal("CacheControl;;", Assert.Single(refused.Headers.GetValues("Server-Timing")));
    }
}
