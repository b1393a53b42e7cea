using Microsoft.Playwright;

namespace CacheKit.Browser.Tests;

/// <summary>Times are the browser's to tell: a page made for everybody cannot know the minute it is read in.</summary>
public sealed class ClockTests(BrowserSession browser)
{
    [Theory]
    [InlineData("JP", "2026-01-15T15:30:00Z", "0:30", "Friday", "UTC+9")]
    [InlineData("CH", "2026-01-15T15:30:00Z", "16:30", "Thursday", "UTC+1")]
    [InlineData("CH", "2026-07-15T15:30:00Z", "17:30", "Wednesday", "UTC+2")]
    [InlineData("NP", "2026-01-15T15:30:00Z", "21:15", "Thursday", "UTC+5:45")]
    public async Task A_clock_shows_the_time_of_the_place(string territory, string now, string time, string day, string offset)
    {
        await using var visit = await browser.BeginVisitAsync();
        await visit.Page.Clock.SetFixedTimeAsync(now);

        await visit.OpenAsync($"/territory/{territory}");

        var clock = visit.Page.Locator(".clock");
        await Assertions.Expect(clock).ToHaveCountAsync(1);
        Assert.Equal(ToMinutes(time), ToMinutes(await clock.Locator("time").TextContentAsync()));
        await Assertions.Expect(clock.Locator(".day")).ToHaveTextAsync(day);
        await Assertions.Expect(clock.Locator(".offset")).ToHaveTextAsync(offset);
    }

    [Fact]
    public async Task A_clock_goes_on_with_the_minute()
    {
        await using var visit = await browser.BeginVisitAsync();
        await visit.Page.Clock.InstallAsync(new() { Time = "2026-01-15T15:30:00Z" });
        await visit.OpenAsync("/territory/CH");
        var time = visit.Page.Locator(".clock time");
        var before = ToMinutes(await time.TextContentAsync());

        await visit.Page.Clock.FastForwardAsync("02:01");

        Assert.Equal(before + 2, ToMinutes(await time.TextContentAsync()));
    }

    [Fact]
    public async Task Zones_of_the_same_time_share_a_clock()
    {
        await using var visit = await browser.BeginVisitAsync();
        await visit.Page.Clock.SetFixedTimeAsync("2026-01-15T15:30:00Z");

        await visit.OpenAsync("/territory/US");

        var offsets = await visit.Page.Locator(".clock .offset").AllTextContentsAsync();
        Assert.Equal(["UTC−10", "UTC−9", "UTC−8", "UTC−7", "UTC−6", "UTC−5"], offsets);
        await Assertions.Expect(visit.Page.Locator(".clock .city").Last).ToContainTextAsync("New York");
    }

    [Fact]
    public async Task The_footer_tells_the_visitor_s_own_time()
    {
        await using var visit = await browser.BeginVisitAsync(options => options.TimezoneId = "Asia/Kathmandu");

        await visit.OpenAsync("/about");

        var made = visit.Page.Locator(".made time");
        var instant = DateTimeOffset.Parse((await made.GetAttributeAsync("datetime"))!, System.Globalization.CultureInfo.InvariantCulture);
        var local = instant.ToOffset(new TimeSpan(5, 45, 0));
        var text = await made.TextContentAsync();
        Assert.Contains(local.ToString("h:mm:ss", System.Globalization.CultureInfo.InvariantCulture), text, StringComparison.Ordinal);
    }

    // "4:30 PM", "16:30": the language's way of writing is not at stake here.
    private static int ToMinutes(string? time) =>
        (int)TimeOnly.Parse(time!.Replace('\u202F', ' '), System.Globalization.CultureInfo.GetCultureInfo("en-US")).ToTimeSpan().TotalMinutes;
}
