using Almanac.Guestbook;

namespace Almanac.Territories;

/// <summary>What a territory's page shows.</summary>
public sealed record TerritoryPage(Territory Territory, IReadOnlyList<GuestbookEntry> LatestEntries, long EntryCount);
