using CacheKit.AspNetCore.Http;
using CacheKit.AspNetCore.PageCache.Responses;
using Microsoft.Extensions.Primitives;

namespace CacheKit.AspNetCore.Tests.PageCache.Responses;

/// <summary>The arithmetic of RFC 9111 §4.2 on what responses say.</summary>
public sealed class FreshnessTests
{
    private const string Now = "Mon, 04 May 2026 03:02:01 GMT";
    private const string InAMinute = "Mon, 04 May 2026 03:03:01 GMT";
    private const string AMinuteAgo = "Mon, 04 May 2026 03:01:01 GMT";
    private static readonly DateTimeOffset _now = new(2026, 5, 4, 3, 2, 1, TimeSpan.Zero);

    [Theory]
    [InlineData("max-age=-1")]
    [InlineData("max-age=\"60\"")]
    [InlineData("max-age='60'")]
    [InlineData("max-age=60.0")]
    [InlineData("max-age=+60")]
    [InlineData("max-age=0x3c")]
    [InlineData("max-age=60s")]
    [InlineData("max-age=6 0")]
    [InlineData("max-age= 60")]
    [InlineData("max-age =60")]
    [InlineData("max-age=")]
    [InlineData("max-age")]
    [InlineData("max-age=60;")]
    [InlineData("max-age=٦٠")]
    [InlineData("max-age=60, max-age=60")]
    [InlineData("max-age=60, MAX-AGE=90")]
    [InlineData("s-maxage=60, s-maxage=60")]
    [InlineData("s-maxage=60, s-maxage=x, max-age=60")]
    [InlineData("s-maxage=\"60\", max-age=60")]
    public void What_is_there_and_cannot_be_read_is_stale(string cacheControl) =>
        Assert.Equal(0, LeftOf(("Cache-Control", cacheControl)));

    [Fact]
    public void Two_lines_are_one_field() =>
        Assert.Equal(0, LeftOf(("Cache-Control", new(["max-age=60", "max-age=90"]))));

    [Theory]
    [InlineData("max-age=060", 60)]
    [InlineData("max-age=60, public, ,", 60)]
    [InlineData("Max-Age=60", 60)]
    [InlineData("\"max-age=0\", max-age=60", 60)]
    [InlineData("x=\"max-age=0, s-maxage=0\", max-age=60", 60)]
    [InlineData("max-age=2147483647", int.MaxValue)]
    [InlineData("max-age=2147483648", int.MaxValue)]
    [InlineData("max-age=4294967296", int.MaxValue)]
    [InlineData("max-age=99999999999999999999999999999999", int.MaxValue)]
    [InlineData("s-maxage=2147483648, max-age=0", int.MaxValue)]
    public void Digits_are_so_many_seconds_and_more_than_fit_are_a_long_time(string cacheControl, int seconds) =>
        Assert.Equal(seconds, LeftOf(("Cache-Control", cacheControl)));

    [Theory]
    [InlineData(InAMinute, 60)]
    [InlineData("Monday, 04-May-26 03:03:01 GMT", 60)]
    [InlineData("Mon May  4 03:03:01 2026", 60)]
    [InlineData(" " + InAMinute + " ", 60)]
    [InlineData(Now, 0)]
    [InlineData(AMinuteAgo, 0)]
    [InlineData("Mon, 04 May 2026 03:03:01 UTC", 0)]
    [InlineData("Mon, 4 May 2026 03:03:01 GMT", 0)]
    [InlineData("Tue, 04 May 2026 03:03:01 GMT", 0)]
    [InlineData("2026-05-04T03:03:01Z", 0)]
    [InlineData("", 0)]
    public void Expires_is_a_date_of_the_three_formats(string expires, int seconds) =>
        Assert.Equal(seconds, LeftOf(("Expires", expires)));

    [Fact]
    public void Two_Expires_are_none_though_they_agree() =>
        Assert.Equal(0, LeftOf(("Expires", new([InAMinute, InAMinute]))));

    [Fact]
    public void A_date_as_far_as_dates_go_is_a_long_time() =>
        Assert.True(LeftOf(("Expires", "Fri, 31 Dec 9999 23:59:59 GMT")) > int.MaxValue);

    [Theory]
    [InlineData("10", 50)]
    [InlineData("60", 0)]
    [InlineData("61", 0)]
    [InlineData("99999999999999999999", 0)]
    [InlineData("-1", 0)]
    [InlineData("\"10\"", 0)]
    [InlineData("10, 20", 0)]
    [InlineData("1.5", 0)]
    [InlineData("x", 0)]
    [InlineData("", 0)]
    public void The_age_it_came_with_is_gone_and_one_that_cannot_be_read_may_be_any(string age, int seconds)
    {
        Assert.Equal(seconds, LeftOf(("Cache-Control", "max-age=60"), ("Age", age)));
        Assert.Equal(seconds, LeftOf(("Expires", InAMinute), ("Age", age)));
    }

    [Fact]
    public void Two_ages_are_one_that_cannot_be_read() =>
        Assert.Equal(0, LeftOf(("Cache-Control", "max-age=60"), ("Age", new(["1", "1"]))));

    [Theory]
    [InlineData("Age", "x")]
    [InlineData("Date", "yesterday")]
    public void An_age_that_cannot_be_told_is_no_silence(string name, string value)
    {
        var freshness = Read((name, value));
        Assert.True(freshness.IsStated);
        Assert.Equal(TimeSpan.Zero, freshness.Left);
    }

    [Theory]
    [InlineData(Now, 100, 0)]
    [InlineData(AMinuteAgo, 40, 60)]
    [InlineData("Monday, 04-May-26 03:01:01 GMT", 40, 60)]
    [InlineData(InAMinute, 100, 0)]
    [InlineData("Mon, 01 Jan 2024 00:00:00 GMT", 0, 73_796_521)]
    [InlineData("Mon, 04 May 2026 03:01:01 UTC", 0, 0)]
    public void A_Date_in_the_past_is_an_age_and_one_in_the_future_is_none(string date, int seconds, int age)
    {
        var freshness = Read(("Cache-Control", "max-age=100"), ("Date", date));
        Assert.Equal(seconds, freshness.Left.TotalSeconds);
        Assert.Equal(age, freshness.InitialAge.TotalSeconds);
    }

    [Fact]
    public void Two_Dates_are_one_that_cannot_be_read() =>
        Assert.Equal(0, LeftOf(("Cache-Control", "max-age=60"), ("Date", new([Now, Now]))));

    [Theory]
    [InlineData("70", 70)]
    [InlineData("50", 60)]
    public void The_greater_of_both_ages_counts(string age, int seconds) =>
        Assert.Equal(seconds, Read(("Cache-Control", "max-age=100"), ("Date", AMinuteAgo), ("Age", age)).InitialAge.TotalSeconds);

    [Theory]
    [InlineData(Now, 60)]
    [InlineData(AMinuteAgo, 60)]
    [InlineData("Mon, 04 May 2026 03:02:31 GMT", 30)]
    [InlineData("Mon, 04 May 2026 03:04:01 GMT", 0)]
    public void Expires_counts_from_Date(string date, int seconds) =>
        Assert.Equal(seconds, LeftOf(("Expires", InAMinute), ("Date", date)));

    [Fact]
    public void Silence_is_no_statement()
    {
        var freshness = Read(("Cache-Control", "public"), ("Age", "5"));
        Assert.False(freshness.IsStated);
        Assert.Equal(TimeSpan.FromSeconds(5), freshness.InitialAge);
    }

    [Theory]
    [InlineData("max-age=60", false)]
    [InlineData("max-age=60, must-revalidate", true)]
    [InlineData("max-age=60, Proxy-Revalidate", true)]
    [InlineData("s-maxage=60", true)]
    [InlineData("x=\"must-revalidate\"", false)]
    public void What_must_be_revalidated_is_never_served_stale(string cacheControl, bool forbids) =>
        Assert.Equal(forbids, CacheControl.Read(cacheControl).ForbidsStale);

    private static double LeftOf(params (string Name, StringValues Value)[] fields)
    {
        var freshness = Read(fields);
        Assert.True(freshness.IsStated);
        return freshness.Left.TotalSeconds;
    }

    private static Freshness Read(params (string Name, StringValues Value)[] fields)
    {
        IHeaderDictionary headers = new HeaderDictionary();
        foreach (var (name, value) in fields)
            headers[name] = value;
        return Freshness.Read(headers, CacheControl.Read(headers.CacheControl), _now);
    }
}
