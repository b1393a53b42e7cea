using Almanac.Territories;

namespace Almanac.Guestbook;

/// <summary>What a guestbook's own page shows.</summary>
/// <param name="Territory">Whose guestbook it is.</param>
/// <param name="Entries">The newest first.</param>
/// <param name="Older">Where the next page begins, or null on the last.</param>
public sealed record GuestbookPage(TerritoryFacts Territory, IReadOnlyList<GuestbookEntry> Entries, long? Older);
