using System.Globalization;
using System.Net;

namespace Almanac.Tests.Guestbook;

/// <summary>Each test has a territory of its own, so that none reads another's entries.</summary>
public sealed class GuestbookTests(AlmanacSite site)
{
    [Fact]
    public async Task A_post_without_a_token_writes_nothing()
    {
        using var visitor = site.Welcome("en");
        await visitor.OpenAsync("/territory/AD/guestbook/sign");

        var answer = await visitor.PostAsync("/territory/AD/guestbook", ("Form.Author", "Ada"), ("Form.Text", "Hello"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Empty(await ReadAsync("AD"));
    }

    [Fact]
    public async Task A_token_is_worth_nothing_with_another_visitor_s_cookie()
    {
        using var victim = site.Welcome("en");
        using var attacker = site.Welcome("en");
        await victim.OpenAsync("/territory/AF/guestbook/sign");
        var form = await attacker.OpenAsync("/territory/AF/guestbook/sign");

        var answer = await victim.SubmitAsync(form, ("Form.Author", "Ada"), ("Form.Text", "Hello"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Empty(await ReadAsync("AF"));
    }

    [Fact]
    public async Task A_token_of_before_signing_in_is_worth_nothing_afterwards()
    {
        using var visitor = site.Welcome("en");
        var form = await visitor.OpenAsync("/territory/AL/guestbook/sign");
        await visitor.SignInAsync("Ada");

        var answer = await visitor.SubmitAsync(form, ("Form.Text", "Hello"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Empty(await ReadAsync("AL"));
    }

    [Fact]
    public async Task A_post_writes_the_entry_and_leads_to_where_it_shows()
    {
        using var visitor = site.Welcome("en");
        var before = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

        var answer = await visitor.SignGuestbookAsync("AM", "  Barev!\r\nFrom afar. ", " Ada ");

        Assert.Equal("/territory/AM#guestbook", answer.Header("Location"));
        var entry = Assert.Single(await site.QueryAsync(
            "SELECT author, text, coalesce(user_id, 'nobody'), written FROM guestbook WHERE territory = 'AM'"));
        Assert.StartsWith("Ada|Barev!\nFrom afar.|nobody|", entry, StringComparison.Ordinal);
        Assert.InRange(long.Parse(entry.Split('|')[3], CultureInfo.InvariantCulture), before, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        Assert.Equal(["Barev!\nFrom afar."], (await visitor.OpenAsync("/territory/AM")).Document.QuerySelectorAll(".entries blockquote").Select(entry => entry.TextContent));
    }

    [Fact]
    public async Task An_entry_shows_at_once_to_everybody()
    {
        using var visitor = site.Welcome("en");
        using var reader = site.Welcome("de");
        await reader.OpenAsync("/territory/AO");
        await reader.OpenAsync("/territory/AO/guestbook");

        await visitor.SignGuestbookAsync("AO", "Luanda", "Ada");

        Assert.Equal(["Luanda"], (await reader.OpenAsync("/territory/AO")).TextsOf(".entries blockquote"));
        Assert.Equal(["Luanda"], (await reader.OpenAsync("/territory/AO/guestbook")).TextsOf(".entries blockquote"));
    }

    [Fact]
    public async Task Words_are_shown_as_text()
    {
        using var visitor = site.Welcome("en");

        await visitor.SignGuestbookAsync("AR", "<script>alert(1)</script>", "<b id=evil>");
        var page = await visitor.OpenAsync("/territory/AR");

        Assert.Equal("<script>alert(1)</script>", page.TextOf(".entries blockquote"));
        Assert.Null(page.Document.GetElementById("evil"));
    }

    [Theory]
    [InlineData("Ada", "", "Please write something.")]
    [InlineData("Ada", " \n ", "Please write something.")]
    [InlineData("Ada", "left\u202Eright", "Please leave out control characters.")]
    [InlineData("", "Hello", "Please enter a name.")]
    [InlineData("  ", "Hello", "Please enter a name.")]
    [InlineData("12345678901234567890123456789012345678901", "Hello", "At most 40 characters, please.")]
    public async Task What_will_not_do_is_refused_with_a_reason(string author, string text, string reason)
    {
        using var visitor = site.Welcome("en");
        var form = await visitor.OpenAsync("/territory/AS/guestbook/sign");

        var answer = await visitor.SubmitAsync(form, ("Form.Author", author), ("Form.Text", text));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal([reason], answer.TextsOf(".error").Where(error => error != ""));
        Assert.Empty(await ReadAsync("AS"));
    }

    [Theory]
    [InlineData(500, HttpStatusCode.Redirect)]
    [InlineData(501, HttpStatusCode.BadRequest)]
    public async Task A_text_is_as_long_as_its_field_allows(int length, HttpStatusCode status)
    {
        using var visitor = site.Welcome("en");
        var form = await visitor.OpenAsync("/territory/AT/guestbook/sign");

        // A line break is one character to the field, and two on the wire.
        var answer = await visitor.SubmitAsync(form, ("Form.Author", "Ada"), ("Form.Text", "a\r\n" + new string('b', length - 2)));

        Assert.Equal(status, answer.Status);
    }

    [Fact]
    public async Task What_was_written_is_not_lost_when_it_is_refused()
    {
        using var visitor = site.Welcome("en");
        var form = await visitor.OpenAsync("/territory/AU/guestbook/sign");

        var answer = await visitor.SubmitAsync(form, ("Form.Author", ""), ("Form.Text", "So much to say"));
        var corrected = await visitor.SubmitAsync(answer, ("Form.Author", "Ada"), ("Form.Text", answer.One("textarea").TextContent));

        Assert.Equal(HttpStatusCode.Redirect, corrected.Status);
        Assert.Equal(["Ada|So much to say"], await ReadAsync("AU"));
    }

    [Fact]
    public async Task A_signed_in_user_signs_with_his_own_name_only()
    {
        using var visitor = site.Welcome("en");
        await visitor.SignInAsync("Ada");
        var form = await visitor.OpenAsync("/territory/AW/guestbook/sign");

        await visitor.SubmitAsync(form, ("Form.Text", "Hello"), ("Form.Author", "Somebody Else"));

        Assert.Equal(["Ada|Hello"], await ReadAsync("AW"));
    }

    [Fact]
    public async Task A_territory_that_is_not_there_has_no_guestbook()
    {
        using var visitor = site.Welcome("en");
        var form = await visitor.OpenAsync("/territory/AX/guestbook/sign");
        var token = form.One("input[name=__RequestVerificationToken]").GetAttribute("value")!;

        var answer = await visitor.PostAsync(
            "/territory/ZZ/guestbook",
            ("__RequestVerificationToken", token),
            ("Form.Author", "Ada"),
            ("Form.Text", "Hello"));

        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
    }

    [Fact]
    public async Task The_newest_entries_stand_on_the_territory_s_page_and_all_in_the_book()
    {
        using var visitor = site.Welcome("en");
        for (var number = 1; number <= 23; number++)
            await visitor.SignGuestbookAsync("AZ", $"No. {number}", "Ada");

        var territory = await visitor.OpenAsync("/territory/AZ");
        var first = await visitor.OpenAsync("/territory/AZ/guestbook");
        var second = await visitor.OpenAsync(Assert.Single(first.AttributesOf(".actions a[href*=before]", "href")));

        Assert.Equal(["No. 23", "No. 22", "No. 21", "No. 20", "No. 19"], territory.TextsOf(".entries blockquote"));
        Assert.Contains("All entries (23)", territory.TextsOf("#guestbook .actions a"));
        Assert.Equal(Enumerable.Range(4, 20).Reverse().Select(number => $"No. {number}"), first.TextsOf(".entries blockquote"));
        Assert.Equal(["No. 3", "No. 2", "No. 1"], second.TextsOf(".entries blockquote"));
        Assert.Empty(second.AttributesOf(".actions a[href*=before]", "href"));
    }

    [Fact]
    public async Task Many_may_sign_at_once()
    {
        using var visitor = site.Welcome("en");
        var form = await visitor.OpenAsync("/territory/BA/guestbook/sign");

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(number =>
            visitor.SubmitAsync(form, ("Form.Author", "Ada"), ("Form.Text", $"No. {number}"))));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Redirect, answer.Status));
        Assert.Equal(20, (await ReadAsync("BA")).Distinct().Count());
    }

    private Task<IReadOnlyList<string>> ReadAsync(string territory) =>
        site.QueryAsync("SELECT author, text FROM guestbook WHERE territory = $territory ORDER BY id", ("$territory", territory));
}
