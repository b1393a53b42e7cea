namespace Reports;

/// <summary>A type that <see cref="ReportContext"/> does not list.</summary>
public sealed record Forgotten(string Name);
