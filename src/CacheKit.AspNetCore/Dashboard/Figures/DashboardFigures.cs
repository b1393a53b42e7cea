using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using CacheKit.AspNetCore.PageCache;
using CacheKit.Configuration;
using CacheKit.Diagnostics;
using CacheKit.Registration;

namespace CacheKit.AspNetCore.Dashboard.Figures;

/// <summary>
/// What the caches of this process have done in the last hour, from CacheKit's own meter. Nothing is counted before
/// <see cref="Start"/>; then 15 kilobytes are kept for an alias, 3½ for each kind of call, and every ten seconds the sums are
/// read.
/// </summary>
internal sealed class DashboardFigures(IServiceProvider services, CacheMeter meter, PageMetrics pageMetrics, IMeterFactory meters, TimeProvider time) : IDisposable
{
    private const int LongestMessage = 500;

    private readonly ConcurrentDictionary<string, AliasFigures> _aliases = new(StringComparer.OrdinalIgnoreCase);
    private readonly Lock _gate = new();
    private FigureListener? _listener;
    private ITimer? _timer;
    private long _origin;
    private long _slots;
    private bool _disposed;

    /// <summary>When counting began; null before.</summary>
    public DateTimeOffset? Since { get; private set; }

    public PageFigures Pages { get; } = new();

    public PageHits PageHits { get; } = new();

    /// <summary>The figures of an alias.</summary>
    public AliasFigures this[string alias] => _aliases.GetOrAdd(alias, static _ => new());

    /// <summary>Begins to count, once.</summary>
    public void Start()
    {
        lock (_gate)
        {
            if (_listener is not null || _disposed)
                return;
            Since = time.GetUtcNow();
            _origin = time.GetTimestamp();
            _listener = new FigureListener(this, meters);
            meter.FailureWatch = NoteFailure;
            pageMetrics.ServedWatch = page => PageHits.Count(new(page.Key));
            _listener.Collect();
            _timer = time.CreateTimer(static figures => ((DashboardFigures)figures!).Collect(), this, LastHour.Slot, LastHour.Slot);
        }
    }

    /// <summary>Brings the figures up to this moment.</summary>
    public void Collect()
    {
        lock (_gate)
        {
            if (_disposed || _listener is null)
                return;
            _listener.Collect();
            var now = time.GetElapsedTime(_origin).Ticks / LastHour.Slot.Ticks;
            // After a long sleep all that was is over an hour old.
            for (var due = Math.Min(now - _slots, LastHour.CountSlots); due > 0; due--)
                Advance(now - due + 1);
            _slots = now;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            // A dashboard of a container that is over counts nothing more, and is kept by nobody.
            if (_listener is not null)
                (meter.FailureWatch, pageMetrics.ServedWatch) = (null, null);
            _timer?.Dispose();
            _listener?.Dispose();
        }
    }

    private void Advance(long slot)
    {
        Pages.Advance();
        foreach (var (_, alias) in _aliases)
        {
            alias.AdvanceCounts();
            if (slot % LastHour.CountsInDuration == 0)
                alias.AdvanceDurations();
        }
    }

    private void NoteFailure(CacheBackendException failure)
    {
        var cause = FailureWords.CauseOf(failure);
        // While a server is left alone each refusal says for how long yet: soon they would be all that is listed.
        if (failure.WasNotAsked && cause.InnerException is { } outage)
            cause = outage;
        var words = SettingsOf(failure.Alias) is { } settings ? FailureWords.Of(settings, cause) : null;
        this[failure.Alias].LastFailures.Add(time.GetUtcNow(), failure.Operation, cause.GetType().FullName!, words is null ? null : Shorten(words));
    }

    private CacheSettings? SettingsOf(string alias) =>
        ((CacheSet?)services.GetService(typeof(CacheSet)))?.Installed.FirstOrDefault(cache => cache.Alias == alias)?.Settings;

    private static string Shorten(string message) => message.Length <= LongestMessage ? message : string.Concat(message.AsSpan(0, LongestMessage), "…");
}
