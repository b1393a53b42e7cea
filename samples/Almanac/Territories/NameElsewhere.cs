namespace Almanac.Territories;

/// <summary>What speakers of another language call a territory.</summary>
public sealed record NameElsewhere(string Locale, string LanguageName, bool RightToLeft, string Name, bool Spoken);
