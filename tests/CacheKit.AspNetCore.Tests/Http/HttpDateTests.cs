using CacheKit.AspNetCore.Http;

namespace CacheKit.AspNetCore.Tests.Http;

/// <summary>The three formats of RFC 9110 §5.6.7, and what looks like them.</summary>
public sealed class HttpDateTests
{
    private static readonly DateTimeOffset _now = new(2026, 5, 4, 3, 2, 1, TimeSpan.Zero);

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("soon")]
    [InlineData(",")]
    [InlineData("Sun,")]
    [InlineData("Sun, 6 Nov 1994 08:49:37 GMT")]
    [InlineData("Sun, 06 Nov 1994 08:49:37")]
    [InlineData("Sun, 06 Nov 1994 08:49:37 UTC")]
    [InlineData("Sun, 06 Nov 1994 08:49:37 EST")]
    [InlineData("Sun, 06 Nov 1994 08:49:37 +0000")]
    [InlineData("Sun, 06 Nov 1994 8:49:37 GMT")]
    [InlineData("Sun, 06 Nov 1994 08:49 GMT")]
    [InlineData("Sun, 06 Nov 94 08:49:37 GMT")]
    [InlineData("Sun 06 Nov 1994 08:49:37 GMT")]
    [InlineData("06 Nov 1994 08:49:37 GMT")]
    [InlineData("Sun, 06  Nov 1994 08:49:37 GMT")]
    [InlineData("Sun, 06 November 1994 08:49:37 GMT")]
    [InlineData("Sun, 06-Nov-1994 08:49:37 GMT")]
    [InlineData("Sun, 06-Nov-94 08:49:37 GMT")]
    [InlineData("Sunday, 06 Nov 1994 08:49:37 GMT")]
    [InlineData("Sun Nov 6 08:49:37 1994")]
    [InlineData("Sun Nov 06 08:49:37 1994 GMT")]
    [InlineData("1994-11-06T08:49:37Z")]
    [InlineData("11/06/1994 08:49:37")]
    [InlineData("Sun, 06 Nov 1994 24:00:00 GMT")]
    [InlineData("Sun, 06 Nov 1994 08:60:00 GMT")]
    [InlineData("Sun, 06 Nov 1994 08:49:61 GMT")]
    [InlineData("Sun, 00 Nov 1994 08:49:37 GMT")]
    [InlineData("Wed, 31 Nov 1994 08:49:37 GMT")]
    [InlineData("Mon, 29 Feb 2100 08:49:37 GMT")]
    [InlineData("Sun, 06 Nov 0000 08:49:37 GMT")]
    [InlineData("Sun, 06 Nov +994 08:49:37 GMT")]
    [InlineData("Sun, 06 Nov ١٩٩٤ 08:49:37 GMT")]
    public void Nothing_else_is_a_date(string text) => Assert.False(HttpDate.TryRead(text, _now, out _));

    [Theory]
    [InlineData("Mon, 06 Nov 1994 08:49:37 GMT")]
    [InlineData("Monday, 06-Nov-94 08:49:37 GMT")]
    [InlineData("Mon Nov  6 08:49:37 1994")]
    [InlineData("Son, 06 Nov 1994 08:49:37 GMT")]
    public void A_day_that_the_date_was_not_makes_it_none(string text) => Assert.False(HttpDate.TryRead(text, _now, out _));

    [Theory]
    [InlineData("Sun, 06 Nov 1994 08:49:37 GMT")]
    [InlineData("Sunday, 06-Nov-94 08:49:37 GMT")]
    [InlineData("Sun Nov  6 08:49:37 1994")]
    [InlineData("Sun Nov 06 08:49:37 1994")]
    [InlineData("sUN, 06 nOV 1994 08:49:37 gmt")]
    public void The_three_formats_are_read_in_any_case(string text)
    {
        Assert.True(HttpDate.TryRead(text, _now, out var date));
        Assert.Equal(new DateTimeOffset(1994, 11, 6, 8, 49, 37, TimeSpan.Zero), date);
    }

    [Theory]
    [InlineData("Monday, 04-May-76 03:02:01 GMT", 2076)]
    [InlineData("Tuesday, 04-May-76 03:02:02 GMT", 1976)]
    [InlineData("Tuesday, 29-Feb-00 00:00:00 GMT", 2000)]
    [InlineData("Sunday, 31-Dec-78 00:00:00 GMT", 1978)]
    public void Two_digits_mean_no_year_that_is_more_than_fifty_ahead(string text, int year)
    {
        Assert.True(HttpDate.TryRead(text, _now, out var date));
        Assert.Equal(year, date.Year);
    }

    [Fact]
    public void A_leap_second_is_the_second_before_it()
    {
        Assert.True(HttpDate.TryRead("Sat, 31 Dec 2016 23:59:60 GMT", _now, out var date));
        Assert.Equal(new DateTimeOffset(2016, 12, 31, 23, 59, 59, TimeSpan.Zero), date);
    }
}
