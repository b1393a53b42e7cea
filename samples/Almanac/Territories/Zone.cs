namespace Almanac.Territories;

/// <summary>A time zone: its IANA name, and its city in the language asked for.</summary>
public sealed record Zone(string Id, string City);
