namespace Almanac.Database;

/// <summary>One line of <c>currencies.json</c>.</summary>
public sealed record CurrencyData(string Code, int Digits, string? Symbol);
