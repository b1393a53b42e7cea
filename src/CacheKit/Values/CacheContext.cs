using System.Collections.Concurrent;
using CacheKit.Backends;
using CacheKit.Backends.LocMem;
using CacheKit.Backends.Objects;
using CacheKit.Concurrency;
using CacheKit.Configuration;
using CacheKit.Diagnostics;
using CacheKit.Keys;
using CacheKit.Resilience;
using CacheKit.Serialization;
using CacheKit.Tags;
using Microsoft.Extensions.Logging;

namespace CacheKit.Values;

/// <summary>What all versions of one alias share.</summary>
internal sealed class CacheContext
{
    public CacheContext(
        CacheSettings settings, ICacheBackend backend, PayloadSerializer serializer, CacheInstruments instruments, ILogger logger, TimeProvider time)
    {
        Settings = settings;
        Backend = backend;
        Leader = backend.Leader;
        Tentative = (Leader as RecoveringBackend)?.Tentative ?? Leader;
        Objects = backend as IObjectCacheBackend;
        Serializer = serializer;
        Instruments = instruments;
        Logger = logger;
        Versions = new CacheVersions(this);
        Keys = new KeyGuard(settings, backend.KeyPolicy, instruments, logger, time);
        Time = time;
        Pauses = new RefreshPauses(time);
        var names = new TagNames(settings.KeyPrefix, settings.Version, settings.KeyFunction);
        if (Objects is null)
        {
            Tags = Markers = new StoredTags(Leader, names, Keys);
        }
        else
        {
            TagTable = Objects.Tags ?? new TagTable();
            Tags = new LocalTags(TagTable, names);
        }
    }

    public CacheSettings Settings { get; }

    public ICacheBackend Backend { get; }

    /// <summary>The backend for what must see every acknowledged write.</summary>
    public ICacheBackend Leader { get; }

    /// <summary>The same for what leaves nothing old behind when it fails: an add, a touch, a counter, what a factory has made.</summary>
    public ICacheBackend Tentative { get; }

    /// <summary>The backend where it can hold objects.</summary>
    public IObjectCacheBackend? Objects { get; }

    public PayloadSerializer Serializer { get; }

    public CacheInstruments Instruments { get; }

    public ILogger Logger { get; }

    public KeyGuard Keys { get; }

    public SingleFlight Flights { get; } = new();

    public FlightLandings Landings { get; } = new();

    public TimeProvider Time { get; }

    /// <summary>The tags of the alias.</summary>
    public TagBook Tags { get; }

    /// <summary>The same on a backend of bytes.</summary>
    public StoredTags? Markers { get; }

    /// <summary>Where the tags have their places when the backend holds objects.</summary>
    public TagTable? TagTable { get; }

    /// <summary>
    /// Whether this process has used tags or stale values in this alias, or met an entry with them. Until then nothing on a
    /// backend of bytes is asked about them.
    /// </summary>
    public bool HasMetConditions { get; private set; }

    /// <summary>The same of tags alone.</summary>
    public bool HasMetTags { get; private set; }

    /// <summary>The keys whose factories have just failed.</summary>
    public RefreshPauses Pauses { get; }

    /// <summary>The computations that go on though their callers have been given a stale value.</summary>
    public ConcurrentDictionary<FlightKey, bool> LateFlights { get; } = new();

    /// <summary>The caches of the versions in use; each version is one object.</summary>
    public CacheVersions Versions { get; }

    /// <summary>Tells that an entry with tags or a stale time was made or met.</summary>
    /// <param name="tags">Whether it has tags.</param>
    public void MeetConditions(bool tags)
    {
        if (!HasMetConditions)
            HasMetConditions = true;
        if (tags && !HasMetTags)
            HasMetTags = true;
    }

    /// <summary>The entries of one scope where the backend can hold objects.</summary>
    public IObjectCacheScope? OpenObjects(string scope)
    {
        if (Objects?.OpenScope(scope) is not { } opened)
            return null;
        return Objects is LocMemBackend ? opened : new GuardedScope(opened, this);
    }

    /// <summary>The time to live that a timeout means here.</summary>
    /// <returns>False when nothing is to be kept.</returns>
    public bool TryResolve(CacheTimeout timeout, out TimeSpan? timeToLive)
    {
        var effective = timeout.IsAliasDefault ? Settings.Timeout : timeout;
        timeToLive = effective.Duration;
        return !effective.IsZero;
    }

    /// <summary>Who carries an operation out: only what tells a caller what is there may be a moment late, not what decides something.</summary>
    public ICacheBackend BackendOf(CacheOperation operation) => operation switch
    {
        CacheOperation.Get or CacheOperation.GetMany or CacheOperation.Contains or CacheOperation.GetTimeToLive => Backend,
        CacheOperation.Add or CacheOperation.Touch or CacheOperation.GetOrSet => Tentative,
        _ => Leader,
    };

    /// <summary>The exception that a caller gets for what a backend threw.</summary>
    public CacheBackendException Failed(CacheOperation operation, Exception exception)
    {
        var failure = exception as CacheBackendException ?? new CacheBackendException(Settings.Alias, operation.Name(), Settings.Explained(exception));
        Instruments.Failure(operation, failure);
        return failure;
    }

    /// <summary>Whether an exception is the backend's failure: not the caller's own cancellation, nor a key that is refused.</summary>
    public static bool IsFailure(Exception exception, CancellationToken cancellationToken) =>
        exception is not InvalidCacheKeyException && !(exception is OperationCanceledException && cancellationToken.IsCancellationRequested);

    /// <summary>Reads a payload that a backend gave; what cannot be read is a miss, logged and counted, or an error by option.</summary>
    public CacheValue<T> Decode<T>(string key, ReadOnlyMemory<byte> payload)
    {
        if (Serializer.TryRead<T>(payload, out var value, out string? reason))
            return new(value);
        return Unreadable<T>(key, reason!);
    }

    /// <summary>A value of the reader's own from an entry held in this process; a setter that refuses what it once took makes it unreadable.</summary>
    public CacheValue<T> Copy<T>(string key, CachedCopies<T> copies)
    {
        try
        {
            return new(copies.NewValue());
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return Unreadable<T>(key, $"{exception.GetType().Name}: {exception.Message}");
        }
    }

    /// <summary>Reads an entry that is held as another type than asked for, by its payload; one of which none can be made is unreadable.</summary>
    public CacheValue<T> Convert<T>(string key, CachedObject entry)
    {
        using var buffer = PooledPayloadWriter.Rent();
        try
        {
            entry.WritePayload(buffer);
        }
        // What setters, getters and converters of others throw cannot be foreseen.
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return Unreadable<T>(key, $"{exception.GetType().Name}: {exception.Message}");
        }

        return Decode<T>(key, buffer.WrittenMemory);
    }

    /// <summary>Writes a value's payload; what cannot be written is an error of the caller's, before the cache is touched.</summary>
    public void Encode<T>(string key, T value, PooledPayloadWriter buffer)
    {
        StorableType.ThrowIfNot(value);
        try
        {
            Serializer.Write(value, buffer);
        }
        catch (Exception exception) when (exception is not (OutOfMemoryException or CacheSerializationException))
        {
            string shown = KeyDisplay.Show(key, Settings.LogKeys);
            throw new CacheSerializationException(
                key, typeof(T), $"A value of {typeof(T)} for {shown} cannot be stored in the cache '{Settings.Alias}': {exception.Message}",
                exception);
        }
    }

    private CacheValue<T> Unreadable<T>(string key, string reason)
    {
        Instruments.UnreadableValue();
        string shown = KeyDisplay.Show(key, Settings.LogKeys);
        if (Settings.ThrowOnUnreadable)
            throw new CacheSerializationException(
                key, typeof(T), $"The cache '{Settings.Alias}' holds a value under {shown} that cannot be read as {typeof(T)}: {reason}.");
        Log.Unreadable(Logger, Settings.Alias, shown, typeof(T), reason);
        return default;
    }
}
