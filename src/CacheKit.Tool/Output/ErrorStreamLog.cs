using Microsoft.Extensions.Logging;

namespace CacheKit.Tool.Output;

/// <summary>Shows the warnings of backends and caches on the error stream.</summary>
internal sealed class ErrorStreamLog(ToolOutput output) : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
            output.WriteWarning(formatter(state, exception));
    }

    public void Dispose()
    {
        // Nothing is held.
    }
}
