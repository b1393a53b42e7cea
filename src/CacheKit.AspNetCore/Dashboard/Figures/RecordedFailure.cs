namespace CacheKit.AspNetCore.Dashboard.Figures;

/// <summary>A failure, perhaps of many calls.</summary>
/// <param name="At">When it was met last.</param>
/// <param name="Operation">What was to be done.</param>
/// <param name="Type">The type of the exception.</param>
/// <param name="Message">What it says; null where that may hold a key or a secret.</param>
/// <param name="Count">How often it was met.</param>
internal sealed record RecordedFailure(DateTimeOffset At, string Operation, string Type, string? Message, long Count);
