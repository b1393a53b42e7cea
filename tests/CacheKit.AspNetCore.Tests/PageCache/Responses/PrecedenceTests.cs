using CacheKit.AspNetCore.PageCache.Keys;
using CacheKit.AspNetCore.PageCache.Policies;
using CacheKit.AspNetCore.PageCache.Responses;
using CacheKit.AspNetCore.PageCache.Stores;
using CacheKit.AspNetCore.SiteCache;

namespace CacheKit.AspNetCore.Tests.PageCache.Responses;

/// <summary>What decides how long a page is kept: the first of five that says anything, readable or not.</summary>
public sealed class PrecedenceTests
{
    private static readonly DateTimeOffset _now = new(2026, 5, 4, 3, 2, 1, TimeSpan.Zero);

    // The seconds that each of these means; what is there and cannot be read means none at all.
    private static readonly Dictionary<string, int> _meanings = new(StringComparer.Ordinal)
    {
        ["30"] = 30,
        ["0"] = 0,
        ["-1"] = 0,
        ["\"30\""] = 0,
        ["Mon, 04 May 2026 03:02:51 GMT"] = 50,
        ["Mon, 04 May 2026 03:02:00 GMT"] = 0,
        ["4 May 2026 03:02:51 GMT"] = 0,
    };

    public static MatrixTheoryData<int?, string?, string?, string?, int> Combinations { get; } = new(
        [null, 900],
        [null, "30", "0", "-1", "\"30\""],
        [null, "30", "0", "-1", "\"30\""],
        [null, "Mon, 04 May 2026 03:02:51 GMT", "Mon, 04 May 2026 03:02:00 GMT", "4 May 2026 03:02:51 GMT", "0"],
        [600, 0]);

    [Theory, MemberData(nameof(Combinations))]
    public void The_first_that_says_anything_decides(int? page, string? sharedMaxAge, string? maxAge, string? expires, int site)
    {
        var expected = page ?? Meaning(sharedMaxAge) ?? Meaning(maxAge) ?? Meaning(expires) ?? site;

        var (outcome, seconds) = Judge(StatusCodes.Status200OK, page, sharedMaxAge, maxAge, expires, site);

        Assert.Equal(expected, seconds);
        Assert.Equal(expected == 0 ? PageCacheOutcome.Stale : PageCacheOutcome.Undecided, outcome);
    }

    [Theory, MemberData(nameof(Combinations))]
    public void A_page_of_another_status_must_say_it_itself(int? page, string? sharedMaxAge, string? maxAge, string? expires, int site)
    {
        var stated = Meaning(sharedMaxAge) ?? Meaning(maxAge) ?? Meaning(expires);
        var expected = stated switch
        {
            null => PageCacheOutcome.StatusCode,
            0 => PageCacheOutcome.Stale,
            _ => PageCacheOutcome.Undecided,
        };

        var (outcome, seconds) = Judge(StatusCodes.Status404NotFound, page, sharedMaxAge, maxAge, expires, site);

        Assert.Equal(expected, outcome);
        Assert.Equal(stated ?? 0, seconds);
    }

    private static int? Meaning(string? text) => text is null ? null : _meanings[text];

    private static (PageCacheOutcome Outcome, double Seconds) Judge(
        int status, int? page, string? sharedMaxAge, string? maxAge, string? expires, int site)
    {
        var response = new DefaultHttpContext().Response;
        response.StatusCode = status;
        if (sharedMaxAge is not null)
            response.Headers.Append("Cache-Control", $"s-maxage={sharedMaxAge}");
        if (maxAge is not null)
            response.Headers.Append("Cache-Control", $"max-age={maxAge}");
        response.Headers.Expires = expires;
        var policy = new PagePolicy
        {
            Site = new SiteCacheSettings(new SiteCacheOptions { CacheableStatusCodes = [404] }),
            Store = new LocalPageStore(TestCaches.Of("default").Default, new ContentEncodings([]), null),
            KeyPrefix = "",
            Timeout = page is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            DefaultTimeout = TimeSpan.FromSeconds(site),
        };
        var outcome = ResponseRules.Judge(response, policy, default, _now, out var terms);
        return (outcome, terms.Timeout.TotalSeconds);
    }
}
