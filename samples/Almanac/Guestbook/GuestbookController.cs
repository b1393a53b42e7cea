using Almanac.Accounts;
using Almanac.Forms;
using Almanac.Localization;
using Almanac.Territories;
using CacheKit;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Localization;

namespace Almanac.Guestbook;

/// <summary>A guestbook for each territory. The form has a page of its own, so that the others carry no antiforgery token.</summary>
[Route("/territory/{code:length(2):alpha}/guestbook")]
public sealed class GuestbookController(
    GuestbookStore guestbook,
    TerritoryQueries territories,
    IFragmentCache fragments,
    IStringLocalizer<Texts> texts) : Controller
{
    private const int EntriesOnPage = 20;

    /// <summary>All entries, page by page.</summary>
    [HttpGet("")]
    public async Task<IActionResult> Index(string code, long? before, CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid)
            return BadRequest();
        if (await FindTerritoryAsync(code, cancellationToken) is not { } territory)
            return NotFound();

        var entries = await guestbook.ListAsync(territory.Code, EntriesOnPage + 1, before, cancellationToken);
        var older = entries.Count > EntriesOnPage ? entries[EntriesOnPage - 1].Id : (long?)null;
        return View(new GuestbookPage(territory, [.. entries.Take(EntriesOnPage)], older));
    }

    /// <summary>The form.</summary>
    [HttpGet("sign")]
    public async Task<IActionResult> Sign(string code, CancellationToken cancellationToken) =>
        await FindTerritoryAsync(code, cancellationToken) is { } territory
            ? View(new GuestbookSignPage(territory, new GuestbookForm()))
            : NotFound();

    /// <summary>
    /// Adds an entry, and goes to the territory's page, which shows it: the site cache drops the pages of the address posted
    /// to and of the address it leads to. What is kept for the user in fragments is dropped here.
    /// </summary>
    [HttpPost("")]
    [EnableRateLimiting(PostLimit.PolicyName)]
    public async Task<IActionResult> Add(
        string code,
        [Bind(Prefix = nameof(GuestbookSignPage.Form))] GuestbookForm form,
        CancellationToken cancellationToken)
    {
        if (await FindTerritoryAsync(code, cancellationToken) is not { } territory)
            return NotFound();

        var author = User.Identity?.IsAuthenticated == true ? User.Identity.Name : form.Author?.Trim();
        if (string.IsNullOrEmpty(author))
            ModelState.AddModelError($"{nameof(GuestbookSignPage.Form)}.{nameof(GuestbookForm.Author)}", texts["Please enter a name."]);
        if (!ModelState.IsValid)
        {
            Response.StatusCode = StatusCodes.Status400BadRequest;
            return View(nameof(Sign), new GuestbookSignPage(territory, form));
        }

        var userId = User.GetUserId();
        await guestbook.AddAsync(territory.Code, author!, userId, form.Text!.Trim(), cancellationToken);
        if (userId is not null)
            await UserFragments.RemoveAsync(fragments, userId);
        return RedirectToAction(nameof(TerritoriesController.Details), "Territories", new { code = territory.Code }, "guestbook");
    }

    private Task<TerritoryFacts?> FindTerritoryAsync(string code, CancellationToken cancellationToken) =>
        territories.FindFactsAsync(code.ToUpperInvariant(), SiteLanguage.Current.Code, cancellationToken);
}
