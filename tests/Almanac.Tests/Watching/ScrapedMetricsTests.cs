using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using CacheKit.TestServers;

namespace Almanac.Tests.Watching;

/// <summary>What Prometheus fetches from the sample.</summary>
public sealed partial class ScrapedMetricsTests : IDisposable
{
    private const int Connections = 8;
    private const string Page = "/territory/CH";

    // For a machine that has much else to do.
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(1);

    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _client = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Page_hits_are_as_many_as_the_load_generator_counts()
    {
        string wrk = ClientPrograms.Require("wrk", "wrk");
        await using var site = AlmanacProcess.Start(_folder, "--Almanac:Metrics", "true");
        var address = await site.ReadAddressAsync();
        // Is made and stored by the first two, so that all of the load are hits.
        await _client.GetStringAsync(new Uri(address, Page), Cancel);
        await _client.GetStringAsync(new Uri(address, Page), Cancel);
        const long Before = 1;
        await UntilAsync(address, static metrics => HitsIn(metrics) == Before);

        string report = await ClientPrograms.RunAsync(wrk, ["-t1", $"-c{Connections}", "-d2s", new Uri(address, Page).ToString()]);

        Assert.DoesNotContain("Non-2xx", report, StringComparison.Ordinal);
        long counted = long.Parse(Requests().Match(report).Groups[1].Value, CultureInfo.InvariantCulture);
        // What is on its way when the load ends, one for each connection, it does not count.
        await UntilAsync(address, metrics => HitsIn(metrics) - Before >= counted);
        Assert.InRange(HitsIn(await ScrapeAsync(address)) - Before, counted, counted + Connections);
    }

    [Fact]
    public async Task Values_and_pages_are_told_by_alias_and_outcome_and_the_answer_is_never_from_the_cache()
    {
        await using var site = AlmanacProcess.Start(_folder, "--Almanac:Metrics", "true");
        var address = await site.ReadAddressAsync();
        await ScrapeAsync(address);
        await _client.GetStringAsync(new Uri(address, "/rankings/population"), Cancel);

        await UntilAsync(address, static metrics => metrics.Contains("""cachekit_page_outcome="stored"} 1""", StringComparison.Ordinal));

        Assert.Contains("""cache_name="statistics",""", await ScrapeAsync(address), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_told_to_visitors_unless_the_settings_say_so()
    {
        await using var site = AlmanacProcess.Start(_folder);
        var address = await site.ReadAddressAsync();

        using var response = await _client.GetAsync(new Uri(address, "/metrics"), Cancel);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    public void Dispose()
    {
        _client.Dispose();
        _folder.Dispose();
    }

    private static long HitsIn(string metrics) =>
        Hits().Match(metrics) is { Success: true } line ? long.Parse(line.Groups[1].Value, CultureInfo.InvariantCulture) : 0;

    /// <summary>Waits: a request is counted when it is over, and the exporter gives the same figures for 300 ms.</summary>
    private async Task UntilAsync(Uri address, Func<string, bool> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(_patience);
        string metrics;
        while (!condition(metrics = await ScrapeAsync(address)))
        {
            if (limit.IsCancellationRequested)
                throw new TimeoutException("The figures do not become what they should:\n" + metrics);
            await Task.Delay(TimeSpan.FromMilliseconds(50), Cancel);
        }
    }

    private Task<string> ScrapeAsync(Uri address) => _client.GetStringAsync(new Uri(address, "/metrics"), Cancel);

    [GeneratedRegex(@"(\d+) requests in")]
    private static partial Regex Requests();

    [GeneratedRegex("""cachekit_page_requests_total\{[^}]*cachekit_page_outcome="hit"[^}]*\} (\d+)""")]
    private static partial Regex Hits();
}
