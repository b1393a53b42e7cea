using System.Collections;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace CacheKit.Redis.Tests.Faults;

/// <summary>All that an application says to its operators: logs of every level with their exceptions, metrics, activities.</summary>
internal sealed class Overheard : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> _words = [];
    private readonly MeterListener _meters = new();
    private readonly ActivityListener _activities;

    public Overheard()
    {
        _meters.InstrumentPublished = static (instrument, listener) => listener.EnableMeasurementEvents(instrument);
        _meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Tell(instrument.Name, tags));
        _meters.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Tell(instrument.Name, tags));
        _meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Tell(instrument.Name, tags));
        _meters.Start();
        _activities = new()
        {
            ShouldListenTo = static _ => true,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = Tell,
        };
        ActivitySource.AddActivityListener(_activities);
    }

    /// <summary>How many things were said.</summary>
    public int Count => _words.Count;

    /// <summary>Everything, in one text.</summary>
    public string Everything()
    {
        _meters.RecordObservableInstruments();
        return string.Join('\n', _words);
    }

    /// <summary>Hears what a caller was thrown.</summary>
    public void Tell(Exception? failure)
    {
        for (; failure is not null; failure = failure.InnerException)
        {
            _words.Enqueue(failure.ToString());
            foreach (DictionaryEntry pair in failure.Data)
                _words.Enqueue($"{pair.Key}={pair.Value}");
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        _words.Enqueue(formatter(state, exception));
        if (state is IEnumerable<KeyValuePair<string, object?>> values)
            _words.Enqueue(string.Join(' ', values));
        Tell(exception);
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Dispose()
    {
        _meters.Dispose();
        _activities.Dispose();
    }

    private void Tell(string instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _words.Enqueue($"{instrument} {string.Join(' ', tags.ToArray())}");

    private void Tell(Activity activity)
    {
        _words.Enqueue($"{activity.DisplayName} {activity.StatusDescription} {string.Join(' ', activity.TagObjects)}");
        foreach (var happened in activity.Events)
            _words.Enqueue($"{happened.Name} {string.Join(' ', happened.Tags)}");
    }
}
