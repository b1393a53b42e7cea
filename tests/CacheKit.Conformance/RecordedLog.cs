using Microsoft.Extensions.Logging;

namespace CacheKit.Conformance;

/// <summary>One line of the log.</summary>
/// <param name="Level">Its level.</param>
/// <param name="Id">Its event id.</param>
/// <param name="Message">Its text.</param>
public sealed record RecordedLog(LogLevel Level, EventId Id, string Message);
