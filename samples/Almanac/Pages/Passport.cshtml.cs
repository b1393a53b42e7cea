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
    /// <summary>A stamp for each, the latest first.</summary>
    public IReadOnlyList<Stamp> Stamps { get; private set; } = [];

    /// <summary>Shows the stamps.</summary>
    public async Task OnGetAsync(CancellationToken cancellationToken) =>
        Stamps = await guestbook.ListStampsAsync(User.GetUserId()!, SiteLanguage.Current.Code, cancellationToken);

    /// <summary>Signs out.</summary>
    public async Task<IActionResult> OnPostSignOutAsync()
    {
        await HttpContext.SignOutAsync();
        return LocalRedirect("/");
    }
}
