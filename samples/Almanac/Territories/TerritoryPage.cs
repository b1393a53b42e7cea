using Almanac.Guestbook;

namespace Almanac.Territories;

/// <summary>What a territory's page shows.</summary>
/// <param name="Facts">The territory in one line.</param>
/// <param name="Territory">All of it; read out of the database only if a part of the page that shows it is not in the cache.</param>
/// <param name="LatestEntries">Out of its guestbook.</param>
/// <param name="EntryCount">How many entries there are.</param>
public sealed record TerritoryPage(
    TerritoryFacts Facts,
    Lazy<Task<Territory>> Territory,
    IReadOnlyList<GuestbookEntry> LatestEntries,
    long EntryCount)
{
    /// <summary>With more time zones, the clocks get the page's full width.</summary>
    public const int ZonesInColumn = 2;
}
