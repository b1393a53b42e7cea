namespace Almanac.Territories;

/// <summary>A currency in use; the name is in the language asked for.</summary>
public sealed record Currency(string Code, string Name, string? Symbol);
