using System.Net;

namespace Almanac.Tests.Accounts;

public sealed class PassportTests(AlmanacSite site)
{
    [Fact]
    public async Task Whoever_is_not_signed_in_is_asked_to()
    {
        using var visitor = site.Welcome("en");

        var answer = await visitor.OpenAsync("/passport");

        Assert.Equal(HttpStatusCode.Redirect, answer.Status);
        Assert.Equal("/sign-in?returnUrl=%2Fpassport", new Uri(visitor.Home, answer.Header("Location")).PathAndQuery);
    }

    [Fact]
    public async Task A_new_user_has_no_stamps()
    {
        using var visitor = site.Welcome("en");
        await visitor.SignInAsync("Nobody Yet");

        var page = await visitor.OpenAsync("/passport");

        Assert.Equal("Nobody Yet", page.TextOf(".lead"));
        Assert.Empty(page.TextsOf(".stamps li"));
    }

    [Fact]
    public async Task A_signed_guestbook_is_a_stamp_the_latest_first()
    {
        using var visitor = site.Welcome("en");
        await visitor.SignInAsync("Ibn Battuta");
        await visitor.SignGuestbookAsync("MA", "Home.");
        await visitor.SignGuestbookAsync("ML", "Far.");
        await visitor.SignGuestbookAsync("MA", "Home again.");

        var page = await visitor.OpenAsync("/passport");

        Assert.Equal(["ML", "MA"], page.TextsOf(".stamps .plate"));
    }

    [Fact]
    public async Task A_name_in_other_letters_of_the_same_kind_is_the_same_user()
    {
        using var visitor = site.Welcome("en");
        using var later = site.Welcome("en");
        await visitor.SignInAsync("Zheng He");
        await visitor.SignGuestbookAsync("LK", "A stele stands here.");

        await later.SignInAsync("ZHENG he");

        Assert.Equal(["LK"], (await later.OpenAsync("/passport")).TextsOf(".stamps .plate"));
    }

    [Fact]
    public async Task Nobody_sees_another_s_stamps()
    {
        using var visitor = site.Welcome("en");
        using var other = site.Welcome("en");
        await visitor.SignInAsync("Marco");
        await other.SignInAsync("Polo");

        await visitor.SignGuestbookAsync("IT", "Il milione.");

        Assert.Equal(["IT"], (await visitor.OpenAsync("/passport")).TextsOf(".stamps .plate"));
        Assert.Empty((await other.OpenAsync("/passport")).TextsOf(".stamps .plate"));
    }

    [Fact]
    public async Task Signing_out_ends_it()
    {
        using var visitor = site.Welcome("en");
        await visitor.SignInAsync("Ada");

        var answer = await visitor.SubmitAsync(await visitor.OpenAsync("/passport"));

        Assert.Equal((HttpStatusCode.Redirect, "/"), (answer.Status, answer.Header("Location")));
        Assert.Equal("Sign in", (await visitor.OpenAsync("/")).TextOf(".account"));
        Assert.Equal(HttpStatusCode.Redirect, (await visitor.OpenAsync("/passport")).Status);
    }

    [Fact]
    public async Task Signing_out_needs_the_token()
    {
        using var visitor = site.Welcome("en");
        await visitor.SignInAsync("Ada");

        var answer = await visitor.PostAsync("/passport?handler=SignOut");

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal("Ada", (await visitor.OpenAsync("/")).TextOf(".account"));
    }
}
