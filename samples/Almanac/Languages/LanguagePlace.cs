namespace Almanac.Languages;

/// <summary>A territory in which a language is spoken.</summary>
public sealed record LanguagePlace(string Code, string Name, double Percent, double Speakers, string? Status);
