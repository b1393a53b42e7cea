using CacheKit.AspNetCore.ConditionalRequests;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace CacheKit.AspNetCore.Tests.ConditionalRequests;

/// <summary>RFC 9110 §13: the conditions of requests, and in which order they count.</summary>
public sealed class PreconditionsTests
{
    private const string Before = "Mon, 04 May 2026 03:02:00 GMT";
    private const string Then = "Mon, 04 May 2026 03:02:01 GMT";
    private const string After = "Mon, 04 May 2026 03:02:02 GMT";

    private static readonly DateTimeOffset _now = new(2026, 5, 4, 3, 2, 10, TimeSpan.Zero);

    [Theory]
    [InlineData("\"a\"", "NotModified")]
    [InlineData("W/\"a\"", "NotModified")]
    [InlineData("\"b\", \"a\"", "NotModified")]
    [InlineData("\"b,\" , W/\"a\"", "NotModified")]
    [InlineData("*", "NotModified")]
    [InlineData("\"b\"", "Met")]
    [InlineData("\"A\"", "Met")]
    [InlineData("\"a", "Met")]
    [InlineData("a", "Met")]
    [InlineData("", "Met")]
    public void If_None_Match_compares_weakly(string field, string expected)
    {
        Assert.Equal(expected, Judge("\"a\"", Then, ("If-None-Match", field)));
        Assert.Equal(expected, Judge("W/\"a\"", Then, ("If-None-Match", field)));
    }

    [Theory]
    [InlineData("\"a\"", "\"a\"", "Met")]
    [InlineData("\"a\"", "\"b\", \"a\"", "Met")]
    [InlineData("\"a\"", "*", "Met")]
    [InlineData("\"a\"", "W/\"a\"", "Failed")]
    [InlineData("W/\"a\"", "\"a\"", "Failed")]
    [InlineData("W/\"a\"", "W/\"a\"", "Failed")]
    [InlineData("\"a\"", "\"b\"", "Failed")]
    [InlineData("\"a\"", "a", "Failed")]
    [InlineData("\"a\"", "", "Failed")]
    [InlineData(null, "\"a\"", "Failed")]
    [InlineData(null, "*", "Met")]
    public void If_Match_compares_strongly(string? eTag, string field, string expected) =>
        Assert.Equal(expected, Judge(eTag, null, ("If-Match", field)));

    [Fact]
    public void A_page_without_a_tag_is_not_the_one_that_a_client_has() =>
        Assert.Equal("Met", Judge(null, null, ("If-None-Match", "*")));

    [Theory]
    [InlineData(Before, "Met")]
    [InlineData(Then, "NotModified")]
    [InlineData(After, "NotModified")]
    [InlineData("Monday, 04-May-26 03:02:01 GMT", "NotModified")]
    [InlineData("Mon May  4 03:02:01 2026", "NotModified")]
    [InlineData("2026-05-04T03:02:01Z", "Met")]
    [InlineData("Mon, 04 May 2026 03:02:01 +0000", "Met")]
    [InlineData("Mon, 4 May 2026 03:02:01 GMT", "Met")]
    [InlineData("04 May 2026 03:02:01 GMT", "Met")]
    [InlineData("Mon, 04 May 2026 03:02:01", "Met")]
    [InlineData("Tue, 04 May 2026 03:02:01 GMT", "Met")]
    [InlineData("yesterday", "Met")]
    [InlineData("0", "Met")]
    [InlineData("", "Met")]
    public void If_Modified_Since_compares_seconds(string field, string expected) =>
        Assert.Equal(expected, Judge(null, Then, ("If-Modified-Since", field)));

    [Theory]
    [InlineData(Before, "Failed")]
    [InlineData(Then, "Met")]
    [InlineData(After, "Met")]
    [InlineData("Mon May  4 03:02:00 2026", "Failed")]
    [InlineData("Mon, 04 May 2026 03:02:00 +0000", "Met")]
    [InlineData("04 May 2026 03:02:00 GMT", "Met")]
    [InlineData("yesterday", "Met")]
    public void If_Unmodified_Since_compares_seconds(string field, string expected) =>
        Assert.Equal(expected, Judge(null, Then, ("If-Unmodified-Since", field)));

    [Fact]
    public void Dates_say_nothing_of_a_page_that_has_none()
    {
        Assert.Equal("Met", Judge("\"a\"", null, ("If-Modified-Since", After)));
        Assert.Equal("Met", Judge("\"a\"", null, ("If-Unmodified-Since", Before)));
        Assert.Equal("Met", Judge("\"a\"", "yesterday", ("If-Modified-Since", After)));
        Assert.Equal("Met", Judge("\"a\"", "2026-05-04T03:02:01Z", ("If-Modified-Since", After)));
    }

    [Fact]
    public void Two_dates_are_no_condition() =>
        Assert.Equal("Met", Judge(null, Then, ("If-Modified-Since", new StringValues([Then, Then]))));

    [Fact]
    public void If_Match_counts_before_If_Unmodified_Since()
    {
        Assert.Equal("Met", Judge("\"a\"", Then, ("If-Match", "\"a\""), ("If-Unmodified-Since", Before)));
        Assert.Equal("Failed", Judge("\"a\"", Then, ("If-Match", "\"b\""), ("If-Unmodified-Since", After)));
    }

    [Fact]
    public void If_None_Match_counts_before_If_Modified_Since()
    {
        Assert.Equal("Met", Judge("\"a\"", Then, ("If-None-Match", "\"b\""), ("If-Modified-Since", After)));
        Assert.Equal("NotModified", Judge("\"a\"", Then, ("If-None-Match", "\"a\""), ("If-Modified-Since", Before)));
    }

    [Fact]
    public void Whoever_must_not_act_is_not_told_that_nothing_has_changed()
    {
        Assert.Equal("Failed", Judge("\"a\"", Then, ("If-Match", "\"b\""), ("If-None-Match", "\"a\"")));
        Assert.Equal("Failed", Judge("\"a\"", Then, ("If-Unmodified-Since", Before), ("If-None-Match", "\"a\"")));
        Assert.Equal("NotModified", Judge("\"a\"", Then, ("If-Match", "\"a\""), ("If-None-Match", "\"a\"")));
    }

    [Fact]
    public void A_change_is_refused_where_a_read_would_be_spared()
    {
        var headers = new HeaderDictionary { [HeaderNames.IfNoneMatch] = "*", [HeaderNames.IfModifiedSince] = After };
        Assert.Equal(PreconditionResult.Failed, new Preconditions(headers, _now).Judge("PUT", Validators.Read("\"a\"", Then, _now)));
        Assert.Equal(PreconditionResult.NotModified, new Preconditions(headers, _now).Judge("HEAD", Validators.Read("\"a\"", Then, _now)));
        headers.Remove(HeaderNames.IfNoneMatch);
        Assert.Equal(PreconditionResult.Met, new Preconditions(headers, _now).Judge("PUT", Validators.Read("\"a\"", Then, _now)));
    }

    [Theory]
    [InlineData("a")]
    [InlineData("*")]
    [InlineData("\"a\", \"b\"")]
    [InlineData("")]
    public void What_is_no_tag_stands_for_none(string eTag) => Assert.Null(Validators.Read(eTag, default, _now).ETag);

    private static string Judge(string? eTag, string? lastModified, params (string Name, StringValues Value)[] fields)
    {
        var headers = new HeaderDictionary();
        foreach (var (name, value) in fields)
            headers[name] = value;
        Assert.True(Preconditions.AreIn(headers));
        return new Preconditions(headers, _now).Judge("GET", Validators.Read(eTag, lastModified, _now)).ToString();
    }
}
