using System.Net;

namespace Almanac.Tests.Accounts;

public sealed class SignInTests(AlmanacSite site)
{
    [Fact]
    public async Task A_name_is_enough()
    {
        using var visitor = site.Welcome("en");

        var answer = await visitor.SignInAsync("Ada");
        var page = await visitor.OpenAsync("/");

        Assert.Equal("/", answer.Header("Location"));
        Assert.Equal("Ada", page.TextOf(".account"));
    }

    [Fact]
    public async Task The_form_does_not_work_without_its_token()
    {
        using var visitor = site.Welcome("en");
        await visitor.OpenAsync("/sign-in");

        var answer = await visitor.PostAsync("/sign-in", ("Name", "Ada"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal("Sign in", (await visitor.OpenAsync("/")).TextOf(".account"));
    }

    [Theory]
    [InlineData("", "Please enter a name.")]
    [InlineData("   ", "Please enter a name.")]
    [InlineData("12345678901234567890123456789012345678901", "At most 40 characters, please.")]
    [InlineData("Ada\u202Eevil", "Please leave out control characters.")]
    [InlineData("Ada\u0007", "Please leave out control characters.")]
    [InlineData("Ada\nLovelace", "Please leave out control characters.")]
    public async Task A_name_that_will_not_do_is_refused_with_a_reason(string name, string reason)
    {
        using var visitor = site.Welcome("en");

        var answer = await visitor.SubmitAsync(await visitor.OpenAsync("/sign-in"), ("Name", name));

        Assert.Equal((HttpStatusCode.BadRequest, reason), (answer.Status, answer.TextOf(".error")));
    }

    [Theory]
    [InlineData("Žofie Çelik")]
    [InlineData("محمد")]
    [InlineData("क्ष्मा")]
    [InlineData("👩‍🚀")]
    [InlineData("<b id=evil>")]
    public async Task Names_of_all_scripts_are_shown_as_they_are(string name)
    {
        using var visitor = site.Welcome("en");

        await visitor.SignInAsync(name);
        var page = await visitor.OpenAsync("/passport");

        Assert.Equal(name, page.TextOf(".account"));
        Assert.Null(page.Document.GetElementById("evil"));
    }

    [Fact]
    public async Task It_goes_back_to_where_the_visitor_came_from()
    {
        using var visitor = site.Welcome("en");
        var page = await visitor.OpenAsync("/territory/CH");

        var answer = await visitor.SignInAsync("Ada", page.One(".account").GetAttribute("href")!);

        Assert.Equal("/territory/CH", answer.Header("Location"));
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("/\t/evil.example")]
    [InlineData("javascript:alert(1)")]
    public async Task The_way_back_never_leaves_the_site(string target)
    {
        using var visitor = site.Welcome("en");

        var answer = await visitor.SignInAsync("Ada", "/sign-in?returnUrl=" + Uri.EscapeDataString(target));

        Assert.Equal("/", answer.Header("Location"));
    }

    [Fact]
    public async Task The_cookie_is_for_the_server_alone()
    {
        using var visitor = site.Welcome("en");

        var answer = await visitor.SignInAsync("Ada");

        Assert.Contains("httponly", answer.Header("Set-Cookie"), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", answer.Header("Set-Cookie"), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_cookie_that_was_tampered_with_signs_nobody_in()
    {
        using var visitor = site.Welcome("en");
        await visitor.SignInAsync("Ada");
        var cookie = visitor.Cookies.GetCookies(visitor.Home)[".AspNetCore.Cookies"]!;
        cookie.Value = cookie.Value[..^8] + "AAAAAAAA";

        var page = await visitor.OpenAsync("/");

        Assert.Equal("Sign in", page.TextOf(".account"));
    }

    [Fact]
    public async Task Posts_beyond_the_limit_are_turned_away()
    {
        await using var strictSite = new AlmanacSite { Settings = { ["Almanac:PostsPerMinute"] = "2" } };
        await strictSite.InitializeAsync();
        using var visitor = strictSite.Welcome("en");
        await visitor.SignInAsync("Ada");
        await visitor.SignInAsync("Ada");

        var answer = await visitor.SubmitAsync(await visitor.OpenAsync("/sign-in"), ("Name", "Ada"));

        Assert.Equal((HttpStatusCode.TooManyRequests, "429"), (answer.Status, answer.TextOf(".status")));
        Assert.Equal(HttpStatusCode.OK, (await visitor.OpenAsync("/sign-in")).Status);
    }
}
