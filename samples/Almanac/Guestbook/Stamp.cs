namespace Almanac.Guestbook;

/// <summary>A territory in a user's passport: one whose guestbook the user signed.</summary>
public sealed record Stamp(string Code, string Name, string Continent, long Entries, DateTimeOffset FirstSigned);
