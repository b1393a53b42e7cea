using Microsoft.Extensions.Primitives;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.AspNetCore.Tests.Headers;

/// <summary>The methods on <see cref="HttpResponse"/>, as <c>django.utils.cache</c> has them.</summary>
public sealed class ResponseHeadersTests
{
    private const string Now = "Mon, 04 May 2026 03:02:01 GMT";

    [Fact]
    public void Private_and_public_exclude_each_other_and_the_latest_wins()
    {
        var response = Response("public, max-age=5");

        response.PatchCacheControl(static options => options.Private = true);
        Assert.Equal("max-age=5, private", response.Headers.CacheControl);
        response.PatchCacheControl(static options => options.Public = true);
        Assert.Equal("max-age=5, public", response.Headers.CacheControl);
        response.PatchCacheControl(static options => options.Public = true);
        Assert.Equal("max-age=5, public", response.Headers.CacheControl);
    }

    [Fact]
    public void Private_and_public_at_once_are_an_error()
    {
        var error = Assert.Throws<ArgumentException>(() => Response(null).PatchCacheControl(static options => (options.Public, options.Private) = (true, true)));
        Assert.Contains("exclude each other", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, 60, "max-age=60")]
    [InlineData("max-age=30", 60, "max-age=30")]
    [InlineData("max-age=90", 60, "max-age=60")]
    [InlineData("MAX-AGE=90, max-age=40", 60, "max-age=0")]
    [InlineData("max-age=0", 60, "max-age=0")]
    [InlineData("max-age=x", 60, "max-age=0")]
    [InlineData("max-age=-1", 60, "max-age=0")]
    [InlineData("max-age=99999999999", 60, "max-age=60")]
    [InlineData("x=\"a, max-age=3\"", 60, "x=\"a, max-age=3\", max-age=60")]
    [InlineData(null, -5, "max-age=0")]
    [InlineData("no-transform, max-age=90, foo=bar", 60, "no-transform, foo=bar, max-age=60")]
    public void The_smaller_max_age_counts(string? said, int seconds, string expected)
    {
        var response = Response(said);
        response.PatchCacheControl(options => options.MaxAge = TimeSpan.FromSeconds(seconds));
        Assert.Equal(expected, response.Headers.CacheControl);
    }

    [Fact]
    public void Null_names_no_fields()
    {
        var response = Response(null);

        response.PatchCacheControl(static options => (options.NoCacheFields, options.NoStore) = (null!, true));

        Assert.Equal("no-store", response.Headers.CacheControl);
    }

    [Fact]
    public void Fields_that_must_be_asked_for_add_up_until_the_whole_must()
    {
        var response = Response("no-cache=\"Set-Cookie\"");

        response.PatchCacheControl(static options => options.NoCacheFields = ["X-User", "set-cookie"]);
        Assert.Equal("no-cache=\"Set-Cookie, X-User\"", response.Headers.CacheControl);
        response.PatchCacheControl(static options => options.NoCache = true);
        Assert.Equal("no-cache", response.Headers.CacheControl);
        response.PatchCacheControl(static options => options.NoCacheFields = ["X-User"]);
        Assert.Equal("no-cache", response.Headers.CacheControl);
    }

    [Theory]
    [InlineData("X-A\", public")]
    [InlineData("X A")]
    [InlineData("")]
    public void What_is_no_field_is_refused(string name)
    {
        Assert.Throws<ArgumentException>(() => Response(null).PatchCacheControl(options => options.NoCacheFields = [name]));
        Assert.Throws<ArgumentException>(() => Response(null).PatchVaryHeaders(name));
    }

    [Fact]
    public void Everything_that_is_said_is_said_once()
    {
        var response = Response("no-store, Must-Revalidate");
        response.PatchCacheControl(static options =>
        {
            options.SharedMaxAge = TimeSpan.FromMinutes(1);
            options.NoStore = options.MustRevalidate = options.ProxyRevalidate = options.NoTransform = options.Immutable = true;
            options.StaleWhileRevalidate = TimeSpan.FromSeconds(2);
            options.StaleIfError = TimeSpan.FromSeconds(3);
        });
        Assert.Equal(
            "s-maxage=60, stale-while-revalidate=2, stale-if-error=3, no-store, must-revalidate, proxy-revalidate, no-transform, immutable",
            response.Headers.CacheControl);
    }

    [Fact]
    public void What_was_said_on_several_lines_is_put_on_one()
    {
        var response = Response(null);
        response.Headers.CacheControl = new StringValues(["public", "max-age=9"]);
        response.PatchCacheControl(static options => options.MustRevalidate = true);
        Assert.Equal("public, max-age=9, must-revalidate", Assert.Single(response.Headers.CacheControl));
    }

    [Fact]
    public void A_quoted_string_without_an_end_does_not_hide_what_is_added()
    {
        var response = Response("public, x=\"a");
        response.PatchCacheControl(static options => options.Private = true);
        Assert.Equal("private", response.Headers.CacheControl);
    }

    [Theory]
    [InlineData(null, "Cookie", "Cookie")]
    [InlineData("Accept", "Cookie", "Accept, Cookie")]
    [InlineData("accept,  COOKIE", "Cookie", "accept,  COOKIE")]
    [InlineData("Accept", "*", "*")]
    [InlineData("*", "Cookie", "*")]
    [InlineData("Accept, *", "Cookie", "*")]
    public void Vary_is_extended_never_overwritten(string? said, string name, string expected)
    {
        var response = Response(null);
        response.Headers.Vary = said;
        response.PatchVaryHeaders(name);
        Assert.Equal(expected, response.Headers.Vary);
    }

    [Fact]
    public void Several_headers_are_added_in_their_order()
    {
        var response = Response(null);
        response.Headers.Vary = new StringValues(["A", "B"]);
        response.PatchVaryHeaders("C", "b", "D");
        Assert.Equal("A, B, C, D", response.Headers.Vary);
    }

    [Fact]
    public void A_lifetime_is_said_twice_unless_it_is_there()
    {
        var response = Response("public");
        response.PatchResponseHeaders(TimeSpan.FromMinutes(1));
        Assert.Equal(("public, max-age=60", "Mon, 04 May 2026 03:03:01 GMT"), Lifetime(response));

        response.PatchResponseHeaders(TimeSpan.FromSeconds(1));
        Assert.Equal(("public, max-age=1", "Mon, 04 May 2026 03:03:01 GMT"), Lifetime(response));

        var past = Response(null);
        past.PatchResponseHeaders(TimeSpan.FromSeconds(-1));
        Assert.Equal(("max-age=0", Now), Lifetime(past));
    }

    [Theory]
    [InlineData(null, "max-age=0, no-cache, no-store, must-revalidate, private")]
    [InlineData("public, max-age=60", "max-age=0, no-cache, no-store, must-revalidate, private")]
    [InlineData("no-cache=\"A\", foo", "foo, max-age=0, no-cache, no-store, must-revalidate, private")]
    public void Never_means_never(string? said, string expected)
    {
        var response = Response(said);
        response.Headers.Expires = "Tue, 05 May 2026 00:00:00 GMT";
        response.AddNeverCacheHeaders();
        response.AddNeverCacheHeaders();
        Assert.Equal((expected, Now), Lifetime(response));
    }

    [Theory]
    [InlineData("public, max-age=60", 60)]
    [InlineData("max-age=0", 0)]
    [InlineData("s-maxage=60", null)]
    [InlineData("max-age=x", null)]
    [InlineData(null, null)]
    public void The_max_age_that_is_stated_can_be_read(string? said, int? seconds) =>
        Assert.Equal(seconds, (int?)Response(said).GetMaxAge()?.TotalSeconds);

    private static (string CacheControl, string Expires) Lifetime(HttpResponse response) =>
        (response.Headers.CacheControl.ToString(), response.Headers.Expires.ToString());

    private static HttpResponse Response(string? cacheControl)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 5, 4, 3, 2, 1, TimeSpan.Zero));
        var context = new DefaultHttpContext { RequestServices = new ServiceCollection().AddSingleton<TimeProvider>(time).BuildServiceProvider() };
        context.Response.Headers.CacheControl = cacheControl;
        return context.Response;
    }
}
