using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace CacheKit.Conformance;

/// <summary>Keeps what is logged, for tests to look at.</summary>
public sealed class RecordedLogs : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<RecordedLog> _lines = [];

    /// <summary>All lines so far, oldest first.</summary>
    public IReadOnlyList<RecordedLog> Lines => [.. _lines];

    /// <summary>The warnings so far, oldest first.</summary>
    public IReadOnlyList<RecordedLog> Warnings => [.. _lines.Where(line => line.Level == LogLevel.Warning)];

    /// <summary>Forgets all lines so far.</summary>
    public void Forget() => _lines.Clear();

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => this;

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        ArgumentNullException.ThrowIfNull(formatter);
        _lines.Enqueue(new(logLevel, eventId, formatter(state, exception)));
    }

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => true;

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <summary>Nothing to free.</summary>
    public void Dispose()
    {
    }
}
