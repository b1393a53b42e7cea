using System.Globalization;
using Almanac.Guestbook;
using Almanac.Localization;
using CacheKit;
using Microsoft.AspNetCore.Mvc;

namespace Almanac.Territories;

/// <summary>The list of territories, and a page for each: cached for ten minutes, unless a guestbook entry comes before.</summary>
[CachePage(600)]
public sealed class TerritoriesController(TerritoryQueries territories, GuestbookStore guestbook) : Controller
{
    private const int MaximumQueryLength = 60;
    private const int EntriesShown = 5;

    /// <summary>The front page, or what a search found.</summary>
    [HttpGet("/")]
    public async Task<IActionResult> Index(string? q, CancellationToken cancellationToken)
    {
        var query = string.IsNullOrWhiteSpace(q) ? null : q.Trim();
        if (query?.Length > MaximumQueryLength)
            return BadRequest();

        var all = await territories.ListAsync(SiteLanguage.Current.Code, cancellationToken);
        return View(new TerritoriesPage(
            await territories.SummarizeAsync(cancellationToken),
            all,
            GroupByContinent(query is null ? all : all.Where(territory => Matches(territory, query))),
            query));
    }

    /// <summary>A territory's page.</summary>
    [HttpGet("/territory/{code:length(2):alpha}")]
    public async Task<IActionResult> Details(string code, CancellationToken cancellationToken)
    {
        var canonical = code.ToUpperInvariant();
        if (canonical != code)
            return RedirectToActionPermanent(nameof(Details), new { code = canonical });
        var language = SiteLanguage.Current.Code;
        if (await territories.FindFactsAsync(code, language, cancellationToken) is not { } facts)
            return NotFound();

        return View(new TerritoryPage(
            facts,
            new Lazy<Task<Territory>>(() => territories.CompleteAsync(facts, language, cancellationToken)),
            await guestbook.ListAsync(code, EntriesShown, before: null, cancellationToken),
            await guestbook.CountAsync(code, cancellationToken)));
    }

    private static List<IGrouping<(string Code, string Name), TerritorySummary>> GroupByContinent(IEnumerable<TerritorySummary> found)
    {
        var alphabet = StringComparer.Create(CultureInfo.CurrentCulture, CompareOptions.None);
        return [.. found
            .OrderBy(territory => territory.Name, alphabet)
            .GroupBy(territory => (territory.Continent, territory.ContinentName))
            .OrderBy(continent => continent.Key.ContinentName, alphabet)];
    }

    private static bool Matches(TerritorySummary territory, string query) =>
        territory.Code.Equals(query, StringComparison.OrdinalIgnoreCase)
        || string.Equals(territory.Alpha3, query, StringComparison.OrdinalIgnoreCase)
        || CultureInfo.CurrentCulture.CompareInfo.IndexOf(
            territory.Name,
            query,
            CompareOptions.IgnoreCase | CompareOptions.IgnoreNonSpace) >= 0;
}
