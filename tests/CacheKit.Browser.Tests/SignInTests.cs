using Microsoft.Playwright;

namespace CacheKit.Browser.Tests;

public sealed class SignInTests(BrowserSession browser)
{
    [Fact]
    public async Task Two_users_and_a_stranger_never_get_each_other_s_page()
    {
        await using var ada = await browser.BeginVisitAsync();
        await using var grace = await browser.BeginVisitAsync();
        await using var stranger = await browser.BeginVisitAsync();
        await ada.OpenAsync("/territory/GB");
        await grace.OpenAsync("/territory/GB");
        await ada.SignInAsync("Ada Lovelace");
        await grace.SignInAsync("Grace Hopper");

        (Visit Visit, string Name)[] turns =
            [(ada, "Ada Lovelace"), (stranger, "Sign in"), (grace, "Grace Hopper"), (stranger, "Sign in"), (ada, "Ada Lovelace")];
        foreach (var path in (string[])["/territory/GB", "/rankings/continents", "/languages/en"])
        {
            foreach (var (visit, name) in turns)
            {
                await visit.OpenAsync(path);
                await Assertions.Expect(visit.Page.Locator(".account")).ToHaveTextAsync(name);
                Assert.Equal(name == "Ada Lovelace", (await visit.Page.ContentAsync()).Contains("Lovelace", StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public async Task A_passport_holds_the_stamps_of_its_owner_alone()
    {
        await using var ada = await browser.BeginVisitAsync();
        await using var grace = await browser.BeginVisitAsync();
        await ada.OpenAsync("/about");
        await ada.SignInAsync("Ada B.");
        await SignGuestbookAsync(ada, "NO");
        await grace.OpenAsync("/about");
        await grace.SignInAsync("Grace B.");
        await SignGuestbookAsync(grace, "DK");

        await ada.OpenAsync("/passport");
        await grace.OpenAsync("/passport");

        await Assertions.Expect(ada.Page.Locator(".stamps .plate")).ToHaveTextAsync(["NO"]);
        await Assertions.Expect(grace.Page.Locator(".stamps .plate")).ToHaveTextAsync(["DK"]);
        await SignGuestbookAsync(ada, "IS");
        await ada.OpenAsync("/passport");
        await grace.OpenAsync("/passport");
        await Assertions.Expect(ada.Page.Locator(".stamps .plate")).ToHaveTextAsync(["IS", "NO"]);
        await Assertions.Expect(ada.Page.Locator(".stamp-count")).ToHaveTextAsync("2");
        await Assertions.Expect(grace.Page.Locator(".stamps .plate")).ToHaveTextAsync(["DK"]);
        await Assertions.Expect(grace.Page.Locator(".stamp-count")).ToHaveTextAsync("1");
        await ada.KeepScreenshotAsync("passport");
    }

    [Fact]
    public async Task After_signing_out_nothing_of_the_user_is_left()
    {
        await using var visit = await browser.BeginVisitAsync();
        await visit.OpenAsync("/territory/IE");
        await visit.SignInAsync("Oscar");
        await visit.OpenAsync("/passport");

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await visit.OpenAsync("/territory/IE");

        await Assertions.Expect(visit.Page.Locator(".account")).ToHaveTextAsync("Sign in");
        Assert.DoesNotContain("Oscar", await visit.Page.ContentAsync(), StringComparison.Ordinal);
    }

    private static async Task SignGuestbookAsync(Visit visit, string territory)
    {
        await visit.OpenAsync($"/territory/{territory}/guestbook/sign");
        await visit.Page.GetByLabel("Your words").FillAsync("Hei");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Sign", Exact = true }).ClickAsync();
        await Assertions.Expect(visit.Page.Locator(".entries")).ToBeVisibleAsync();
    }
}
