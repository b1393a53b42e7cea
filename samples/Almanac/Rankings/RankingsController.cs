using Almanac.Localization;
using Microsoft.AspNetCore.Mvc;

namespace Almanac.Rankings;

/// <summary>The rankings.</summary>
public sealed class RankingsController(RankingQueries queries) : Controller
{
    /// <summary>Leads to the first ranking.</summary>
    [HttpGet("/rankings")]
    public IActionResult Index() => RedirectToAction(nameof(Details), new { slug = RankingList.All[0].Slug });

    /// <summary>One ranking.</summary>
    [HttpGet("/rankings/{slug}")]
    public async Task<IActionResult> Details(string slug, CancellationToken cancellationToken) =>
        RankingList.All.FirstOrDefault(ranking => ranking.Slug == slug) is { } ranking
            ? View(new RankingPage(ranking, await queries.RunAsync(ranking, SiteLanguage.Current.Code, cancellationToken)))
            : NotFound();
}
