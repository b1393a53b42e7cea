using CacheKit.AspNetCore.PageCache.Keys;
using CacheKit.AspNetCore.PageCache.Requests;
using CsCheck;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Localization;

namespace CacheKit.AspNetCore.Tests.PageCache.Keys;

public sealed class PageKeyTests
{
    private static readonly Gen<string> _text = Gen.OneOf(
        Gen.String[Gen.Char["ab:-~;x1/?%= "], 0, 6],
        Gen.String[Gen.Char, 0, 4],
        Gen.Const(""));

    private static readonly Gen<string?> _maybe = Gen.OneOf(_text.Select(static text => (string?)text), Gen.Const((string?)null));

    private static readonly Gen<RequestStanding> _standing = Gen.Select(
        Gen.OneOf(Gen.Const((FragmentUser?)null), Gen.Const((FragmentUser?)FragmentUser.Anonymous), Gen.Select(_text, _text).Select(static (id, issuer) => (FragmentUser?)new FragmentUser(id, issuer))),
        Gen.Bool,
        Gen.Bool,
        static (user, needsConsent, isProtected) => new RequestStanding(user, needsConsent ? PageCacheOutcome.Authenticated : PageCacheOutcome.Undecided, isProtected));

    private static readonly QueryRules? _rules = QueryRules.Of(["utm_*", "fbclid"], [], sorts: true);

    [Fact]
    public void Two_requests_that_differ_anywhere_never_share_a_key()
    {
        var request = Gen.Select(
            Gen.Select(_text, _text, _text, _text), Gen.Select(_text, _text), Gen.Select(_maybe, _maybe, _standing),
            static (url, rest, parts) => (scheme: url.Item1, raw: url.Item2, path: url.Item3, query: url.Item4, prefix: rest.Item1, method: rest.Item2, zone: parts.Item1, values: parts.Item2, standing: parts.Item3));
        Gen.Select(request, request).Sample((first, second) =>
        {
            Assert.Equal(first == second, KeyOf(first) == KeyOf(second));

            static PageKey KeyOf((string scheme, string raw, string path, string query, string prefix, string method, string? zone, string? values, RequestStanding standing) parts) =>
                PageKey.Of(Request(parts.raw, "/" + parts.path, parts.query.Length == 0 ? "" : "?" + parts.query, parts.scheme), parts.method, parts.prefix, PartsOf(parts.zone, parts.values, parts.standing), null);
        });
    }

    [Fact]
    public void Two_lists_of_header_values_never_share_a_key()
    {
        var value = Gen.OneOf(Gen.Const((string?[]?)null), _maybe.Array[1, 3].Select(static values => (string?[]?)values));
        var values = Gen.Select(value, value);
        Gen.Select(values, values).Sample((first, second) =>
            Assert.Equal(SameAs(first, second), VariantOf(first) == VariantOf(second)));

        static bool SameAs((string?[]? A, string?[]? B) first, (string?[]? A, string?[]? B) second) =>
            Same(first.A, second.A) && Same(first.B, second.B);

        static bool Same(string?[]? first, string?[]? second) =>
            first is null || second is null ? first == second : first.SequenceEqual(second);

        static PageKey VariantOf((string?[]? A, string?[]? B) values)
        {
            Assert.True(VaryHeaders.TryRead("x-a, x-b", out var vary));
            var headers = new HeaderDictionary();
            if (values.A is not null)
                headers["X-A"] = values.A;
            if (values.B is not null)
                headers["X-B"] = values.B;
            return new PageKey("page:").Variant(vary, headers, new([]));
        }
    }

    [Theory]
    [InlineData("/a%2Fb", "/a%2fb")]
    [InlineData("/a%2Fb", "/a/b")]
    [InlineData("/a//b", "/a/b")]
    [InlineData("/A", "/a")]
    [InlineData("/a?x=1&y=2", "/a?y=2&x=1")]
    [InlineData("/a?", "/a")]
    [InlineData("/a?x", "/a?X")]
    [InlineData("/a%3Fx", "/a?x")]
    [InlineData("/a/", "/a")]
    public void What_was_sent_counts_not_what_it_means(string first, string second) =>
        Assert.NotEqual(KeyOf(first), KeyOf(second));

    [Fact]
    public void A_path_that_was_rewritten_on_the_way_is_another_page()
    {
        var plain = PageKey.Of(Request("/a", "/a", ""), "GET", "", default, null);
        var rewritten = PageKey.Of(Request("/a", "/b", ""), "GET", "", default, null);

        Assert.NotEqual(plain, rewritten);
    }

    [Fact]
    public void The_same_path_under_another_base_is_another_page()
    {
        var whole = Request("/a/b", "/a/b", "");
        var based = Request("/a/b", "/b", "");
        based.Request.PathBase = "/a";
        var other = Request("/a/b", "/b", "");
        other.Request.PathBase = "/x";

        // The first two are what was sent, put together: the application sees the same URL.
        Assert.Equal(PageKey.Of(whole, "GET", "", default, null), PageKey.Of(based, "GET", "", default, null));
        Assert.NotEqual(PageKey.Of(based, "GET", "", default, null), PageKey.Of(other, "GET", "", default, null));
    }

    [Fact]
    public void Both_cultures_count_and_none_is_not_the_invariant_one()
    {
        PageKey[] keys =
        [
            PageKey.Of(Request("/", "/", ""), "GET", "", default, null),
            PageKey.Of(Request("/", "/", ""), "GET", "", In(new RequestCulture("")), null),
            PageKey.Of(Request("/", "/", ""), "GET", "", In(new RequestCulture("de")), null),
            PageKey.Of(Request("/", "/", ""), "GET", "", In(new RequestCulture("de", "en")), null),
            PageKey.Of(Request("/", "/", ""), "GET", "", In(new RequestCulture("en", "de")), null),
        ];

        Assert.Equal(keys.Length, keys.Distinct().Count());
    }

    [Fact]
    public void Zones_of_one_name_and_other_offsets_are_others()
    {
        var east = TimeZoneInfo.CreateCustomTimeZone("browser", TimeSpan.FromHours(2), null, null);
        var west = TimeZoneInfo.CreateCustomTimeZone("browser", TimeSpan.FromHours(-2), null, null);

        Assert.NotEqual(
            PageKey.Of(Request("/", "/", ""), "GET", "", new() { TimeZone = east }, null),
            PageKey.Of(Request("/", "/", ""), "GET", "", new() { TimeZone = west }, null));
    }

    [Theory]
    [InlineData("/a?utm_source=x", "/a")]
    [InlineData("/a?utm_source=x", "/a?UTM_Medium=y")]
    [InlineData("/a?utm%5Fsource=x&b=1", "/a?b=1")]
    [InlineData("/a?b=1&fbclid", "/a?b=1")]
    [InlineData("/a?b=2&a=1", "/a?a=1&b=2")]
    [InlineData("/a?", "/a")]
    [InlineData("/a?a=1&&b=2&", "/a?b=2&a=1")]
    public void What_rules_say_does_not_count_of_a_query_is_not_in_the_key(string first, string second) =>
        Assert.Equal(KeyOf(first, _rules), KeyOf(second, _rules));

    [Theory]
    [InlineData("/a?b=1", "/a?B=1")]
    [InlineData("/a?b=1", "/a?b=%31")]
    [InlineData("/a?b", "/a?b=")]
    [InlineData("/a?b=1&b=2", "/a?b=2&b=1")]
    [InlineData("/a?xutm_source=1", "/a")]
    [InlineData("/a?fbclid2=1", "/a")]
    [InlineData("/a%3Futm_source=1", "/a")]
    [InlineData("/utm_source=1", "/")]
    public void What_counts_is_in_the_key_as_it_was_sent(string first, string second) =>
        Assert.NotEqual(KeyOf(first, _rules), KeyOf(second, _rules));

    [Fact]
    public void Two_queries_that_differ_in_what_counts_never_share_a_key()
    {
        var query = Gen.Select(Gen.String[Gen.Char["ab="], 1, 3], Gen.String[Gen.Char["ab:;-1x"], 0, 4]).Array[0, 4];
        var rules = QueryRules.Of(["ignored*"], [], sorts: false)!;
        Gen.Select(query, query).Sample((first, second) =>
            Assert.Equal(Text(first) == Text(second), KeyOf("/p?ignored=1&" + Text(first), rules) == KeyOf("/p?" + Text(second) + "&ignored2", rules)));

        static string Text((string Name, string Value)[] parameters) => string.Join('&', parameters.Select(static parameter => $"{parameter.Name}={parameter.Value}"));
    }

    [Fact]
    public void A_short_key_is_the_name_itself_where_the_cache_is_in_this_process() =>
        Assert.Equal(KeyOf("/a").Canonical, KeyOf("/a").NameIn(thisProcess: true));

    [Theory]
    [InlineData("/ a")]
    [InlineData("/é a\u007f")]
    public void A_key_that_would_be_warned_of_is_hashed_there_too(string target) =>
        Assert.Matches("^page:#[0-9a-f]{64}$", KeyOf(target).NameIn(thisProcess: true));

    [Fact]
    public void A_long_key_is_hashed_there_too() =>
        Assert.Matches("^page:#[0-9a-f]{64}$", KeyOf("/" + new string('a', 300)).NameIn(thisProcess: true));

    [Fact]
    public void Elsewhere_every_key_is_hashed() =>
        Assert.Matches("^page:#[0-9a-f]{64}$", KeyOf("/a").NameIn(thisProcess: false));

    private static PageParts PartsOf(string? zone, string? values, RequestStanding standing) => new()
    {
        TimeZone = zone is null ? null : TimeZoneInfo.CreateCustomTimeZone($"zone {zone}", TimeSpan.FromHours(1), null, null),
        Values = values,
        Standing = standing,
    };

    private static PageParts In(RequestCulture culture) => new() { Culture = new RequestCultureFeature(culture, null) };

    private static PageKey KeyOf(string target, QueryRules? rules = null)
    {
        var question = target.IndexOf('?', StringComparison.Ordinal);
        return PageKey.Of(
            Request(target, question < 0 ? target : target[..question], question < 0 ? "" : target[question..]), "GET", "", default, rules);
    }

    private static DefaultHttpContext Request(string raw, string path, string query, string scheme = "http")
    {
        var context = new DefaultHttpContext();
        var request = context.Features.GetRequiredFeature<IHttpRequestFeature>();
        request.RawTarget = raw;
        request.Path = path;
        request.QueryString = query;
        request.Scheme = scheme;
        context.Request.Host = new HostString("example.com");
        return context;
    }
}
