using System.Collections.Concurrent;
using System.Net;
using System.Text.RegularExpressions;
using CacheKit.AspNetCore.Tests.Hosting;

namespace CacheKit.AspNetCore.Tests.Hostile;

/// <summary>Users, carts, tokens, cookies and headers, over all that the page cache does, at once: no byte of one in another's page.</summary>
public sealed partial class PrivacyUnderLoadTests
{
    // Of each of three sites: 15,000 in all.
    private const int Requests = 5_000;
    private const int RequestsInASecond = 200;

    private readonly ConcurrentDictionary<(string Visitor, string Path), string> _tags = [];
    private readonly ConcurrentQueue<string> _leaks = [];
    private readonly ConcurrentDictionary<PageCacheOutcome, int> _outcomes = [];

    private enum Way
    {
        Get,
        Head,
        Post,
        Part,
        WithOwnTag,
        WithForeignTag,
    }

    [Theory]
    [InlineData(false, false), InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Nobody_ever_reads_of_anybody_else(bool onBytes, bool pair)
    {
        await using var site = await PrivateSite.StartAsync(onBytes, pair);
        var visitors = await VisitorsAsync(site);
        var random = new Random(20260504);
        var plan = Enumerable.Range(0, Requests).Select(number => new Step(number, random.GetItems(visitors, 1)[0], random.GetItems(PrivateSite.Paths, 1)[0], random.Next(3), WayOf(random.Next(20)))).ToArray();

        // Each second passes while requests are under way, but never two in the life of one: calls of the cache are given up after that long.
        foreach (var second in plan.Chunk(RequestsInASecond))
        {
            await Parallel.ForEachAsync(second, new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = TestContext.Current.CancellationToken }, async (step, _) =>
            {
                if (step.Number % RequestsInASecond == RequestsInASecond / 2)
                    site.Time.Advance(TimeSpan.FromSeconds(1));
                await TakeAsync(site, step);
            });
        }

        Assert.True(_leaks.IsEmpty, $"{string.Join('\n', _leaks)}\nThe site's errors:\n{string.Join('\n', Errors(site))}");
        await CountOutcomesAsync(site);
        // All of it was at work.
        Assert.All(
            [PageCacheOutcome.Stored, PageCacheOutcome.Hit, PageCacheOutcome.StaleHit, PageCacheOutcome.CacheControl, PageCacheOutcome.SetCookie, PageCacheOutcome.Method],
            outcome => Assert.True(_outcomes.GetValueOrDefault(outcome) > 0, $"{outcome} never came about."));
    }

    private async Task TakeAsync(TestSite site, Step step)
    {
        var path = $"{step.Path}?v={step.Variant}";
        var name = step.Visitor.Name;
        var method = step.Way switch { Way.Head => HttpMethod.Head, Way.Post => HttpMethod.Post, _ => HttpMethod.Get };
        var tag = step.Way is Way.WithOwnTag or Way.WithForeignTag ? TagOf(step, path) : null;
        (string, string)[] own = step.Way == Way.Part ? [("Range", "bytes=2-4")] : tag is null ? [] : [("If-None-Match", tag)];
        using var response = await site.SendAsync(method, path, [.. step.Visitor.Headers, ("X-Name", name), .. own]);
        var text = await response.Content.ReadAsStringAsync(CancellationToken.None);

        foreach (Match match in Names().Matches($"{response.Headers} {response.Content.Headers} {text}"))
        {
            if (match.Groups[1].Value != name)
                Leak(step, $"got {match.Value}");
        }

        if (IsNamed(step))
        {
            if (response.StatusCode == HttpStatusCode.PartialContent && text != name[..3])
                Leak(step, $"got the part '{text}'");
            if (response.StatusCode == HttpStatusCode.NotModified && tag != _tags.GetValueOrDefault((name, path)))
                Leak(step, $"was told to have what has the tag {tag}");
            if (response is { StatusCode: HttpStatusCode.OK } && method == HttpMethod.Get && response.Headers.ETag is { } eTag && _tags.GetOrAdd((name, path), eTag.ToString()) != eTag.ToString())
                Leak(step, $"got the tag {eTag}");
        }

        if (!IsExpected(step, response.StatusCode))
            Leak(step, $"got {response.StatusCode}");
    }

    private string TagOf(Step step, string path) =>
        step.Way == Way.WithOwnTag
            ? _tags.GetValueOrDefault((step.Visitor.Name, path), "\"none\"")
            : _tags.FirstOrDefault(known => known.Key.Path == path && known.Key.Visitor != step.Visitor.Name).Value ?? "\"none\"";

    private static bool IsExpected(Step step, HttpStatusCode status) => status switch
    {
        HttpStatusCode.OK => true,
        HttpStatusCode.NotModified => step.Way is Way.WithOwnTag or Way.WithForeignTag,
        HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable => step.Way == Way.Part,
        HttpStatusCode.InternalServerError or HttpStatusCode.ServiceUnavailable => step.Path == "/stale",
        HttpStatusCode.MethodNotAllowed => step.Path.StartsWith("/fragments", StringComparison.Ordinal),
        _ => false,
    };

    private void Leak(Step step, string what) => _leaks.Enqueue($"{step.Visitor.Name} {what} at {step.Path} ({step.Way})");

    // Without those of /stale, which fails on purpose.
    private static IEnumerable<string> Errors(TestSite site) =>
        site.Log.GetSnapshot()
            .Where(static line => line.Level >= LogLevel.Error && line.Exception is not null and not InvalidOperationException)
            .Select(static line => $"{line.Message} {line.Exception}");

    private async Task CountOutcomesAsync(TestSite site)
    {
        for (var number = 0; number < Requests; number++)
        {
            if (await site.OutcomeAsync() is { } outcome)
                _outcomes.AddOrUpdate(outcome, 1, static (_, count) => count + 1);
        }
    }

    private static bool IsNamed(Step step) => PrivateSite.Named.Contains(step.Path);

    private static Way WayOf(int number) => number < 12 ? Way.Get : number < 17 ? (Way)(number - 11) : Way.Get;

    private static async Task<Visitor[]> VisitorsAsync(TestSite site) =>
    [
        new("ada", [("X-Test-User", "ada")]),
        new("bob", [("X-Test-User", "bob")]),
        new("eve", [("Authorization", "Basic eve")]),
        new("cat", await CartAsync(site, "cat")),
        new("dan", await CartAsync(site, "dan")),
        new("anonymous", []),
    ];

    private static async Task<(string, string)[]> CartAsync(TestSite site, string name)
    {
        using var response = await site.SendAsync("/fill?name=" + name);
        return [("Cookie", response.Headers.GetValues("Set-Cookie").Single().Split(';')[0])];
    }

    [GeneratedRegex("<<(\\w*)>>")]
    private static partial Regex Names();

    private sealed record Visitor(string Name, (string, string)[] Headers);

    private sealed record Step(int Number, Visitor Visitor, string Path, int Variant, Way Way);
}
