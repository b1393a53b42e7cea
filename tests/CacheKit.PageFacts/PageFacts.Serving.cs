using System.Net;

namespace CacheKit.PageFacts;

public abstract partial class PageFacts
{
    [Fact]
    public async Task A_page_that_one_has_made_the_other_serves_byte_for_byte()
    {
        var made = await One.GetAsync("/large");
        Assert.Equal(PageCacheOutcome.Stored, made.Outcome);

        foreach (var site in (Sites.PageSite[])[Other, Other, One])
        {
            var hit = await site.GetAsync("/large");

            Assert.Equal((HttpStatusCode.OK, PageCacheOutcome.Hit), (hit.Status, hit.Outcome));
            Assert.Equal(made.Body.ToArray(), hit.Body.ToArray());
            Assert.Equal(made.ReplayedHeaders, hit.ReplayedHeaders);
            Assert.NotNull(hit.Header("ETag"));
        }
    }

    [Fact]
    public async Task A_page_of_the_site_is_kept_for_the_time_of_the_site()
    {
        AssertIs(PageCacheOutcome.Stored, "one 1", await One.GetAsync("/page"));
        _clock.Advance(TimeSpan.FromSeconds(599));
        var hit = await Other.GetAsync("/page");
        _clock.Advance(TimeSpan.FromSeconds(2));

        AssertIs(PageCacheOutcome.Hit, "one 1", hit);
        Assert.Equal("599", hit.Header("Age"));
        AssertIs(PageCacheOutcome.Stored, "other 1", await Other.GetAsync("/page"));
        AssertIs(PageCacheOutcome.Hit, "other 1", await One.GetAsync("/page"));
    }

    [Fact]
    public async Task A_view_is_kept_for_its_own_time()
    {
        AssertIs(PageCacheOutcome.Stored, "one 1", await One.GetAsync("/view"));
        AssertIs(PageCacheOutcome.Hit, "one 1", await Other.GetAsync("/view"));
        _clock.Advance(TimeSpan.FromSeconds(61));

        AssertIs(PageCacheOutcome.Stored, "other 1", await Other.GetAsync("/view"));
        AssertIs(PageCacheOutcome.Hit, "other 1", await One.GetAsync("/view"));
    }

    [Fact]
    public async Task Each_path_and_each_query_is_a_page_of_its_own()
    {
        AssertIs(PageCacheOutcome.Stored, "one 1", await One.GetAsync("/item/1"));
        AssertIs(PageCacheOutcome.Stored, "other 1", await Other.GetAsync("/item/2"));
        AssertIs(PageCacheOutcome.Stored, "other 2", await Other.GetAsync("/item/1?x"));

        AssertIs(PageCacheOutcome.Hit, "other 1", await One.GetAsync("/item/2"));
        AssertIs(PageCacheOutcome.Hit, "other 2", await One.GetAsync("/item/1?x"));
        AssertIs(PageCacheOutcome.Hit, "one 1", await Other.GetAsync("/item/1"));
    }

    [Fact]
    public async Task Each_variant_by_a_header_is_a_page_of_its_own()
    {
        AssertIs(PageCacheOutcome.Stored, "one 1 for a", await One.GetAsync("/by-kind", ("X-Kind", "a")));
        AssertIs(PageCacheOutcome.Stored, "other 1 for b", await Other.GetAsync("/by-kind", ("X-Kind", "b")));
        AssertIs(PageCacheOutcome.Stored, "one 2 for", await One.GetAsync("/by-kind"));

        AssertIs(PageCacheOutcome.Hit, "one 1 for a", await Other.GetAsync("/by-kind", ("X-Kind", "a")));
        AssertIs(PageCacheOutcome.Hit, "other 1 for b", await One.GetAsync("/by-kind", ("X-Kind", "b")));
        AssertIs(PageCacheOutcome.Hit, "one 2 for", await Other.GetAsync("/by-kind"));
    }

    [Fact]
    public async Task A_stale_page_is_shown_while_one_request_makes_it_anew()
    {
        AssertIs(PageCacheOutcome.Stored, "one 1", await One.GetAsync("/lasting"));
        _clock.Advance(TimeSpan.FromSeconds(75));
        var (begun, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        Other.Work.Before = () =>
        {
            begun.SetResult();
            return release.Task;
        };

        var remaking = Other.GetAsync("/lasting");
        await begun.Task.WaitAsync(Token);
        var stale = await Other.GetAsync("/lasting");
        release.SetResult();

        AssertIs(PageCacheOutcome.StaleHit, "one 1", stale);
        Assert.Equal("75", stale.Header("Age"));
        AssertIs(PageCacheOutcome.Stored, "other 1", await remaking);
        AssertIs(PageCacheOutcome.Hit, "other 1", await One.GetAsync("/lasting"));
    }

    [Fact]
    public async Task A_stale_page_is_shown_when_making_it_anew_fails()
    {
        AssertIs(PageCacheOutcome.Stored, "one 1", await One.GetAsync("/lasting"));
        _clock.Advance(TimeSpan.FromSeconds(75));
        Other.Work.Before = static () => throw new InvalidOperationException("The database is down.");

        AssertIs(PageCacheOutcome.StaleHit, "one 1", await Other.GetAsync("/lasting"));
    }

    [Fact]
    public async Task A_HEAD_is_answered_from_the_page()
    {
        var made = await One.GetAsync("/large");

        var head = await Other.SendAsync(HttpMethod.Head, "/large");

        Assert.Equal((HttpStatusCode.OK, PageCacheOutcome.Hit, "200000"), (head.Status, head.Outcome, head.Header("Content-Length")));
        Assert.Equal(made.ReplayedHeaders, head.ReplayedHeaders);
        Assert.Empty(head.Body.ToArray());
        Assert.Equal((1, 0), (One.Work.Made, Other.Work.Made));
    }

    [Fact]
    public async Task A_browser_that_has_the_page_is_told_so()
    {
        var made = await One.GetAsync("/large");
        string tag = (await One.GetAsync("/large")).Header("ETag")!;

        var byTag = await Other.GetAsync("/large", ("If-None-Match", tag));
        var byTime = await Other.GetAsync("/large", ("If-Modified-Since", made.Header("Last-Modified")!));
        var another = await Other.GetAsync("/large", ("If-None-Match", "\"another\""));

        Assert.Equal((HttpStatusCode.NotModified, PageCacheOutcome.Hit, tag), (byTag.Status, byTag.Outcome, byTag.Header("ETag")));
        Assert.Equal((HttpStatusCode.NotModified, PageCacheOutcome.Hit), (byTime.Status, byTime.Outcome));
        Assert.Equal((HttpStatusCode.OK, 200_000), (another.Status, another.Body.Length));
        Assert.Equal(0, Other.Work.Made);
    }

    [Fact]
    public async Task A_part_of_a_page_is_sent()
    {
        var made = await One.GetAsync("/large");

        var part = await Other.GetAsync("/large", ("Range", "bytes=150000-150009"));
        var none = await Other.GetAsync("/large", ("Range", "bytes=200000-"));

        Assert.Equal((HttpStatusCode.PartialContent, PageCacheOutcome.Hit, "bytes 150000-150009/200000"), (part.Status, part.Outcome, part.Header("Content-Range")));
        Assert.Equal(made.Body[150_000..150_010].ToArray(), part.Body.ToArray());
        Assert.Equal((HttpStatusCode.RequestedRangeNotSatisfiable, "bytes */200000"), (none.Status, none.Header("Content-Range")));
        Assert.Equal(0, Other.Work.Made);
    }

    [Fact]
    public async Task Many_who_ask_at_once_for_many_pages_each_get_their_own()
    {
        string[] paths = [.. Enumerable.Range(0, 40).Select(static number => $"/item/{number}")];
        var made = new Dictionary<string, string>();
        foreach (string path in paths)
            made.Add(path, (await One.GetAsync(path)).Text);

        var answers = await Task.WhenAll(Enumerable.Range(0, 400).Select(number => Other.GetAsync(paths[number % paths.Length])));

        for (int number = 0; number < answers.Length; number++)
            AssertIs(PageCacheOutcome.Hit, made[paths[number % paths.Length]], answers[number]);
    }
}
