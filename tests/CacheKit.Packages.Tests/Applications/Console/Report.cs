namespace Reports;

/// <summary>What the application keeps: a type of its own, which needs metadata.</summary>
public sealed record Report(int Year, string Title, IReadOnlyList<decimal> Figures);
