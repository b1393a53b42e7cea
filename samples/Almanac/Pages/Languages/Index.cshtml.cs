using System.Globalization;
using Almanac.Languages;
using Almanac.Localization;
using CacheKit;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Almanac.Pages.Languages;

/// <summary>All languages that CLDR knows to be spoken somewhere; the page is cached for an hour.</summary>
[CachePage(3600)]
public sealed class IndexModel(LanguageQueries languages) : PageModel
{
    private const double LargeFrom = 10_000_000;

    /// <summary>Those with at least ten million speakers, the largest first.</summary>
    public IReadOnlyList<LanguageSummary> Large { get; private set; } = [];

    /// <summary>The others, in the order of the alphabet.</summary>
    public IReadOnlyList<LanguageSummary> Small { get; private set; } = [];

    /// <summary>Reads the languages.</summary>
    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var all = await languages.ListAsync(SiteLanguage.Current.Code, cancellationToken);
        var alphabet = StringComparer.Create(CultureInfo.CurrentCulture, CompareOptions.None);
        Large = [.. all.TakeWhile(language => language.Speakers >= LargeFrom)];
        Small = [.. all.Skip(Large.Count).OrderBy(language => language.Name, alphabet)];
    }
}
