namespace Almanac.Territories;

/// <summary>A language as it is spoken in one territory.</summary>
/// <param name="Code">Its code, BCP 47.</param>
/// <param name="Name">In the language asked for.</param>
/// <param name="Autonym">Its name for itself.</param>
/// <param name="RightToLeft">Whether it is written from right to left.</param>
/// <param name="Percent">Share of the people who speak it, also as a second language: the shares of a territory may pass 100.</param>
/// <param name="Status"><c>official</c>, <c>de_facto_official</c>, <c>official_regional</c>, or null.</param>
public sealed record SpokenLanguage(string Code, string Name, string? Autonym, bool RightToLeft, double Percent, string? Status);
