namespace Almanac.Languages;

/// <summary>A language as a list shows it.</summary>
/// <param name="Code">Its code, BCP 47.</param>
/// <param name="Name">In the language asked for.</param>
/// <param name="Autonym">Its name for itself.</param>
/// <param name="RightToLeft">Whether it is written from right to left.</param>
/// <param name="ScriptName">The script it is mostly written in, in the language asked for.</param>
/// <param name="Speakers">An estimate: CLDR's share in each territory times its population.</param>
/// <param name="Territories">In how many territories CLDR lists it.</param>
/// <param name="Official">In how many of these it has a status in law.</param>
public sealed record LanguageSummary(
    string Code,
    string Name,
    string? Autonym,
    bool RightToLeft,
    string? ScriptName,
    double Speakers,
    long Territories,
    long Official);
