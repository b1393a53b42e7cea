namespace Almanac.Database;

/// <summary>One line of <c>languages.json</c>.</summary>
public sealed record LanguageData(string Code, string? Script, bool RightToLeft, string? Autonym);
