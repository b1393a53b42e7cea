using CacheKit.AspNetCore.Dashboard.Figures;
using CacheKit.AspNetCore.Dashboard.Html;
using CacheKit.AspNetCore.PageCache;
using CacheKit.AspNetCore.PageCache.Keys;
using CacheKit.AspNetCore.Tests.Hosting;
using CacheKit.Diagnostics;

namespace CacheKit.AspNetCore.Tests.Dashboard;

/// <summary>What is counted for the dashboard, and that it takes no memory without end.</summary>
public sealed class FigureTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Hits_misses_and_stores_are_those_of_the_last_hour()
    {
        await using var site = await DashboardSite.StartAsync();
        await new DashboardVisitor(site).GetAsync("/_cache");
        var cache = site.Services.GetRequiredService<ICache>();
        await cache.GetAsync<string>("k", Token);
        await cache.SetAsync("k", "value", TimeSpan.FromDays(1), Token);
        for (var read = 0; read < 3; read++)
            await cache.GetAsync<string>("k", Token);

        var now = await new DashboardVisitor(site).GetAsync("/_cache/cache?name=default");
        site.Time.Advance(TimeSpan.FromMinutes(59));
        var stillThere = await new DashboardVisitor(site).GetAsync("/_cache/cache?name=default");
        site.Time.Advance(TimeSpan.FromMinutes(2));
        var anHourLater = await new DashboardVisitor(site).GetAsync("/_cache/cache?name=default");

        foreach (var answer in new[] { now, stillThere })
            Assert.Contains("<dt>Hit ratio</dt><dd>75.0 %</dd></div><div><dt>Hits</dt><dd>3</dd></div><div><dt>Misses</dt><dd>1</dd></div><div><dt>Stored</dt><dd>1</dd>", answer.Html, StringComparison.Ordinal);
        Assert.Contains("<dt>Hit ratio</dt><dd>–</dd></div><div><dt>Hits</dt><dd>0</dd>", anHourLater.Html, StringComparison.Ordinal);
        Assert.Contains("aria-label=\"Hit ratio of the last hour: 75.0 % in all, 75.0 % last, at the least 75.0 % in a minute.\"", now.Html, StringComparison.Ordinal);
        Assert.Contains("Nothing was read from this cache in the last hour.", anHourLater.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_counted_before_the_dashboard_is_not_of_this_moment()
    {
        var count = new ObservedCount();

        count.Observe(1000);
        Assert.Equal(0, count.Ring.Total);
        count.Observe(1007);
        Assert.Equal(7, count.Ring.Total);
    }

    [Fact]
    public async Task Another_application_in_the_process_has_figures_of_its_own()
    {
        await using var site = await DashboardSite.StartAsync();
        await using var other = await DashboardSite.StartAsync();
        await new DashboardVisitor(site).GetAsync("/_cache");
        await new DashboardVisitor(other).GetAsync("/_cache");

        await other.Services.GetRequiredService<ICache>().GetAsync<string>("k", Token);

        Assert.Contains("<dt>Misses</dt><dd>0</dd>", (await new DashboardVisitor(site).GetAsync("/_cache/cache?name=default")).Html, StringComparison.Ordinal);
        Assert.Contains("<dt>Misses</dt><dd>1</dd>", (await new DashboardVisitor(other).GetAsync("/_cache/cache?name=default")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calls_of_a_backend_are_timed_by_operation()
    {
        await using var site = await DashboardSite.StartAsync(setup: new SiteSetup { OnBytes = true });
        await new DashboardVisitor(site).GetAsync("/_cache");
        var cache = site.Services.GetRequiredService<ICache>();
        await cache.SetAsync("k", "value", cancellationToken: Token);
        site.Bytes!.BeforeCall = _ =>
        {
            site.Time.Advance(TimeSpan.FromMilliseconds(20));
            return default;
        };
        await cache.GetAsync<string>("k", Token);
        await cache.GetAsync<string>("k", Token);
        site.Bytes.BeforeCall = null;

        var answer = await new DashboardVisitor(site).GetAsync("/_cache/cache?name=default");

        var row = answer.Html.Split("<th scope=\"row\">get</th>")[1].Split("</tr>")[0];
        Assert.Matches("^<td class=\"n\">2</td><td class=\"n\">0</td>(<td class=\"n\">(1[89]|2[0-3]) ms</td>){3}$", System.Net.WebUtility.HtmlDecode(row));
    }

    [Fact]
    public async Task What_became_of_requests_for_pages_is_counted()
    {
        await using var site = await DashboardSite.StartAsync(static app => app.MapGet("/page", static () => "page"));
        await new DashboardVisitor(site).GetAsync("/_cache");
        for (var request = 0; request < 3; request++)
            await site.GetAsync("/page");

        var answer = await new DashboardVisitor(site).GetAsync("/_cache/pages");

        Assert.Contains("<dt>hit</dt><dd>2</dd></div><div><dt>stored</dt><dd>1</dd>", answer.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("<dt>left alone</dt>", answer.Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(50, 0.010)]
    [InlineData(95, 0.010)]
    [InlineData(99.5, 3.0)]
    public void A_percentile_is_off_by_an_eighth_at_most(double percent, double seconds)
    {
        var ring = new DurationRing();
        for (var call = 0; call < 990; call++)
            ring.Record(0.010, failed: false);
        for (var call = 0; call < 10; call++)
            ring.Record(3.0, failed: true);

        var durations = ring.Read();

        Assert.InRange(durations.Percentile(percent)!.Value.TotalSeconds, seconds / 1.13, seconds * 1.13);
        Assert.Equal((1000, 10), (durations.Calls, durations.Failures));
    }

    [Fact]
    public void Durations_beyond_all_buckets_are_in_the_last_one()
    {
        var ring = new DurationRing();
        foreach (var seconds in (double[])[0, -1, 1e-9, 1e9, double.PositiveInfinity])
            ring.Record(seconds, failed: false);

        Assert.Equal(5, ring.Read().Calls);
    }

    [Fact]
    public void Durations_are_forgotten_after_an_hour()
    {
        var ring = new DurationRing();
        ring.Record(0.010, failed: true);
        for (var slot = 1; slot < LastHour.DurationSlots; slot++)
            ring.Advance();
        Assert.Equal(1, ring.Read().Calls);

        ring.Advance();

        Assert.Equal((0, 0), (ring.Read().Calls, ring.Read().Failures));
        Assert.Null(ring.Read().Percentile(50));
    }

    [Fact]
    public void Only_the_last_failures_are_kept_and_one_that_comes_again_once()
    {
        var list = new FailureList();
        for (var number = 0; number < 100; number++)
            list.Add(DateTimeOffset.UnixEpoch.AddSeconds(number), "get", "IOException", $"failure {number}");
        for (var time = 0; time < 50; time++)
            list.Add(DateTimeOffset.UnixEpoch.AddSeconds(200 + time), "set", "IOException", "again");

        var failures = list.Read();

        Assert.Equal(20, failures.Count);
        Assert.Equal(new RecordedFailure(DateTimeOffset.UnixEpoch.AddSeconds(249), "set", "IOException", "again", 50), failures[0]);
        Assert.Equal("failure 99", failures[1].Message);
        Assert.Equal("failure 81", failures[^1].Message);
    }

    [Fact]
    public void Hits_of_pages_are_kept_for_those_that_are_asked_for()
    {
        var hits = new PageHits();
        for (var number = 0; number < 10 * PageHits.TableSize; number++)
        {
            hits.Count(new($"page {number}"));
            hits.Count(new("often"));
        }

        Assert.Equal(10 * PageHits.TableSize, hits.Of(new("often")));
        Assert.Equal(0, hits.Of(new("page 0")));
        Assert.Equal(1, hits.Of(new($"page {(10 * PageHits.TableSize) - 1}")));
    }

    [Fact]
    public void Of_a_long_URL_no_more_than_a_digest_is_kept()
    {
        var hits = new PageHits();
        var page = new PageKey($"page:{new string('a', 8000)}");

        hits.Count(page);

        Assert.Equal(1, hits.Of(page));
        Assert.Equal(1, hits.Of(new(page.Remembered)));
        Assert.InRange(page.Remembered.Length, 1, 512);
    }

    [Fact]
    public async Task Hits_of_a_page_with_a_long_URL_are_shown()
    {
        await using var site = await DashboardSite.StartAsync(static app => app.MapGet("/page", static () => "page"));
        await new DashboardVisitor(site).GetAsync("/_cache");
        for (var request = 0; request < 3; request++)
            await site.GetAsync($"/page?q={new string('a', 2000)}");

        Assert.Contains("data-label=\"Hits\">2<", (await new DashboardVisitor(site).GetAsync("/_cache/pages")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dashboard_whose_application_has_ended_watches_nothing()
    {
        var site = await DashboardSite.StartAsync();
        await new DashboardVisitor(site).GetAsync("/_cache");
        var (meter, pages) = (site.Services.GetRequiredService<CacheMeter>(), site.Services.GetRequiredService<PageMetrics>());
        Assert.NotNull(meter.FailureWatch);
        Assert.NotNull(pages.ServedWatch);

        await site.DisposeAsync();

        Assert.Null(meter.FailureWatch);
        Assert.Null(pages.ServedWatch);
    }

    // The ring moves on between the look whether anything was read and the look at what.
    [Fact]
    public void A_plot_of_nothing_says_so()
    {
        var html = new HtmlWriter();

        new RatioPlot(new long[60], new long[60]).Write(html);
        new RatioPlot(new long[60], new long[60]).WriteSmall(html);

        Assert.Contains("Nothing was read from this cache in the last hour.", html.ToString(), StringComparison.Ordinal);
    }
}
