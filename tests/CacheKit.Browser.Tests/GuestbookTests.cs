using Microsoft.Playwright;

namespace CacheKit.Browser.Tests;

public sealed class GuestbookTests(BrowserSession browser)
{
    [Fact]
    public async Task An_entry_shows_at_once_to_the_writer_and_to_others()
    {
        await using var writer = await browser.BeginVisitAsync();
        await using var reader = await browser.BeginVisitAsync();
        await reader.OpenAsync("/territory/PT");
        await Assertions.Expect(reader.Page.Locator(".entries li")).ToHaveCountAsync(0);
        await writer.OpenAsync("/territory/PT");

        await writer.Page.GetByRole(AriaRole.Link, new() { Name = "Sign the guestbook" }).ClickAsync();
        await writer.Page.GetByLabel("Your name").FillAsync("Vasco");
        await writer.Page.GetByLabel("Your words").FillAsync("Boa viagem!\nUntil next year. 🌊");
        await writer.Page.GetByRole(AriaRole.Button, new() { Name = "Sign", Exact = true }).ClickAsync();

        Assert.EndsWith("/territory/PT#guestbook", writer.Page.Url, StringComparison.Ordinal);
        await Assertions.Expect(writer.Page.Locator(".entries blockquote")).ToContainTextAsync("Until next year. 🌊");
        await writer.KeepScreenshotAsync("guestbook-signed");
        // A click on a link and not a reload: the browser may use what it has, and must ask first.
        await reader.Page.Locator(".brand").ClickAsync();
        await reader.Page.Locator(".territory[href='/territory/PT']").ClickAsync();
        await Assertions.Expect(reader.Page.Locator(".entries blockquote")).ToContainTextAsync("Boa viagem!");
        Assert.Empty(writer.Complaints);
        Assert.Empty(reader.Complaints);
    }

    [Fact]
    public async Task Going_back_to_a_page_shows_what_was_written_meanwhile()
    {
        await using var writer = await browser.BeginVisitAsync();
        await using var reader = await browser.BeginVisitAsync();
        await reader.OpenAsync("/territory/ES");
        await reader.OpenAsync("/about");
        await SignAsync(writer, "ES", "¡Hola!");

        await reader.OpenAsync("/territory/ES");

        await Assertions.Expect(reader.Page.Locator(".entries blockquote")).ToHaveTextAsync("¡Hola!");
    }

    [Fact]
    public async Task The_time_of_an_entry_is_told_in_the_reader_s_zone()
    {
        await using var writer = await browser.BeginVisitAsync();
        await using var reader = await browser.BeginVisitAsync(options => options.TimezoneId = "Asia/Tokyo");
        await SignAsync(writer, "KR", "Annyeong");

        await reader.OpenAsync("/territory/KR");

        var time = reader.Page.Locator(".entries time");
        var written = DateTimeOffset.Parse((await time.GetAttributeAsync("datetime"))!, System.Globalization.CultureInfo.InvariantCulture);
        var local = written.ToOffset(TimeSpan.FromHours(9)).ToString("h:mm", System.Globalization.CultureInfo.InvariantCulture);
        await Assertions.Expect(time).ToContainTextAsync(local);
    }

    [Fact]
    public async Task A_form_that_lacks_something_says_what()
    {
        await using var visit = await browser.BeginVisitAsync();
        await visit.OpenAsync("/territory/GR/guestbook/sign");

        await visit.Page.GetByLabel("Your name").FillAsync("   ");
        await visit.Page.GetByLabel("Your words").FillAsync("Yassas");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Sign", Exact = true }).ClickAsync();

        await Assertions.Expect(visit.Page.Locator(".error:not(:empty)")).ToHaveTextAsync("Please enter a name.");
        await visit.KeepScreenshotAsync("guestbook-form-refused");
    }

    private static async Task SignAsync(Visit visit, string territory, string text)
    {
        await visit.OpenAsync($"/territory/{territory}/guestbook/sign");
        await visit.Page.GetByLabel("Your name").FillAsync("Ada");
        await visit.Page.GetByLabel("Your words").FillAsync(text);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Sign", Exact = true }).ClickAsync();
        await Assertions.Expect(visit.Page.Locator(".entries")).ToBeVisibleAsync();
    }
}
