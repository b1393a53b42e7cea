using Almanac.Accounts;
using Almanac.Guestbook;
using Almanac.Localization;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Almanac.Pages;

/// <summary>The territories whose guestbooks a user signed. Whoever is signed in finds the way out here.</summary>
[Authorize]
public sealed class PassportModel(GuestbookStore guestbook) : PageModel
{
    /// <summary>A stamp for each, the latest first. Asked for only if the user's part of the page is not in the cache.</summary>
    public Task<IReadOnlyList<Stamp>> ListStampsAsync() =>
        guestbook.ListStampsAsync(User.GetUserId()!, SiteLanguage.Current.Code, HttpContext.RequestAborted);

    /// <summary>Signs out.</summary>
    public async Task<IActionResult> OnPostSignOutAsync()
    {
        await HttpContext.SignOutAsync();
        return LocalRedirect("/");
    }
}
