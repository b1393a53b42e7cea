using Almanac.Languages;
using Almanac.Localization;
using CacheKit;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Almanac.Pages.Languages;

/// <summary>One language, and where it is spoken; the page is cached for an hour.</summary>
[CachePage(3600)]
public sealed class DetailsModel(LanguageQueries languages) : PageModel
{
    /// <summary>The language.</summary>
    public LanguageSummary Language { get; private set; } = null!;

    /// <summary>Where it is spoken, the place with the most speakers first.</summary>
    public IReadOnlyList<LanguagePlace> Places { get; private set; } = [];

    /// <summary>Reads the language, or answers that there is none.</summary>
    public async Task<IActionResult> OnGetAsync(string code, CancellationToken cancellationToken)
    {
        if (await languages.FindAsync(code, SiteLanguage.Current.Code, cancellationToken) is not { } language)
            return NotFound();

        Language = language;
        Places = await languages.ListPlacesAsync(code, SiteLanguage.Current.Code, cancellationToken);
        return Page();
    }
}
