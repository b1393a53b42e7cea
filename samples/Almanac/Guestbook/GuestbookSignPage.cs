using Almanac.Territories;

namespace Almanac.Guestbook;

/// <summary>What the page with the form shows.</summary>
public sealed record GuestbookSignPage(TerritoryFacts Territory, GuestbookForm Form);
