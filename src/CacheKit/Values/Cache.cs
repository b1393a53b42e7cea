using System.Runtime.CompilerServices;
using CacheKit.Backends;
using CacheKit.Backends.Objects;
using CacheKit.Configuration;
using CacheKit.Diagnostics;
using CacheKit.Keys;
using CacheKit.Resilience;
using CacheKit.Serialization;
using Microsoft.Extensions.Logging;

namespace CacheKit.Values;

/// <summary>
/// One alias under one version. This part reads; its siblings write, count, and make what is missing. Where the backend
/// lives in this process, a read of an immutable value as the type written ends in <see cref="IObjectCacheScope.Get"/>:
/// no payload, no final key, no allocation. Everything else goes through the payload, on every backend alike.
/// </summary>
internal sealed partial class Cache : ICache
{
    private readonly CacheContext _context;
    private readonly KeySpace _keys;
    private readonly CacheInstruments _instruments;

    // The entries of this version where the backend holds objects.
    private readonly IObjectCacheScope? _objects;

    // The same where a caller's key is the entry's name and no key is refused: the hot path's one question.
    private readonly IObjectCacheScope? _direct;

    public Cache(CacheSettings settings, ICacheBackend backend, PayloadSerializer serializer, CacheInstruments instruments, ILogger logger, TimeProvider time)
        : this(new CacheContext(settings, backend, serializer, instruments, logger, time), settings.Version) =>
        _context.Versions.Register(this);

    internal Cache(CacheContext context, int version)
        : this(context, version, new KeySpace(context.Settings.KeyPrefix, version, context.Settings.KeyFunction))
    {
    }

    internal Cache(CacheContext context, int version, KeySpace keys)
    {
        _context = context;
        _instruments = context.Instruments;
        Version = version;
        _keys = keys;
        _objects = context.OpenObjects(_keys.Scope);
        // What may throw is asked where that is expected.
        _direct = _keys.NamesAreKeys && context.Backend.KeyPolicy == CacheKeyPolicy.Warn && _objects is not GuardedScope ? _objects : null;
    }

    public string Alias => _context.Settings.Alias;

    public int Version { get; }

    internal ICacheBackend Backend => _context.Backend;

    /// <summary>What all versions of the alias share.</summary>
    internal CacheContext Context => _context;

    /// <summary>The keys of the alias under this version.</summary>
    internal KeySpace KeySpace => _keys;

    internal TimeProvider Time => _context.Time;

    internal CacheInstruments Instruments => _instruments;

    /// <summary>
    /// The same cache for pages and fragments, which are kept for long: every read sees all acknowledged writes, and what an
    /// outage keeps from being removed is remembered. One object: of two each would make a page of its own.
    /// </summary>
    internal Cache ForPages => field ?? Interlocked.CompareExchange(ref field, MakeForPages(), null) ?? field;

    /// <summary>This cache as one that forgives failures.</summary>
    internal ForgivingCache Forgiving => field ?? Interlocked.CompareExchange(ref field, new ForgivingCache(this, _context.Logger), null) ?? field;

    /// <summary>The cache as its alias is configured, whatever stands before it; null where it is not our own implementation.</summary>
    internal static Cache? Of(ICache cache) => (cache as ForgivingCache)?.Inner ?? cache as Cache;

    public ICache WithVersion(int version) => OfVersion(version);

    internal Cache OfVersion(int version) => version == Version ? this : _context.Versions.Of(version);

    /// <summary>Remembers that the entries of some keys must not be found again.</summary>
    internal void RememberLost(ReadOnlySpan<string> keys)
    {
        if (_context.Backend is not RecoveringBackend recovering)
            return;
        var finals = new CacheKey[keys.Length];
        for (int index = 0; index < finals.Length; index++)
            finals[index] = _keys.KeyOf(keys[index]);
        recovering.Remember(finals);
    }

    /// <summary>Remembers that the entry of a key must not be found again, nor go before that of another one if it is lost too.</summary>
    internal void RememberLostBehind(string key, string first) =>
        (_context.Backend as RecoveringBackend)?.RememberBehind(_keys.KeyOf(key), _keys.KeyOf(first));

    // hot path: no allocation
    public ValueTask<T?> GetAsync<T>(string key, CancellationToken cancellationToken = default)
    {
        if (_direct is { } direct && !cancellationToken.IsCancellationRequested)
        {
            ArgumentNullException.ThrowIfNull(key);
            if (direct.Get(key) is not { } entry)
            {
                Miss(key);
                return default;
            }

            if (entry is not CachedValue<T> { KeyIsPortable: true } hit)
                return new(ReadEntry<T>(key, key, entry).GetValueOrDefault());
            _instruments.Hit();
            return new(hit.Value);
        }

        return GetSlowAsync<T?>(key, default, cancellationToken);
    }

    // hot path: no allocation
    public ValueTask<T> GetAsync<T>(string key, T defaultValue, CancellationToken cancellationToken = default)
    {
        if (_direct is { } direct && !cancellationToken.IsCancellationRequested)
        {
            ArgumentNullException.ThrowIfNull(key);
            if (direct.Get(key) is not { } entry)
            {
                Miss(key);
                return new(defaultValue);
            }

            if (entry is not CachedValue<T> { KeyIsPortable: true } hit)
                return new(ReadEntry<T>(key, key, entry).GetValueOrDefault(defaultValue)!);
            _instruments.Hit();
            return new(hit.Value);
        }

        return GetSlowAsync(key, defaultValue, cancellationToken);
    }

    // hot path: no allocation
    public ValueTask<CacheValue<T>> TryGetAsync<T>(string key, CancellationToken cancellationToken = default)
    {
        if (_direct is { } direct && !cancellationToken.IsCancellationRequested)
        {
            ArgumentNullException.ThrowIfNull(key);
            if (direct.Get(key) is not { } entry)
            {
                Miss(key);
                return default;
            }

            if (entry is not CachedValue<T> { KeyIsPortable: true } hit)
                return new(ReadEntry<T>(key, key, entry));
            _instruments.Hit();
            return new(new CacheValue<T>(hit.Value));
        }

        return TryGetSlowAsync<T>(key, cancellationToken);
    }

    private Cache MakeForPages()
    {
        var backend = _context.Backend is RecoveringBackend recovering ? recovering.ForPages : _context.Leader;
        return ReferenceEquals(backend, _context.Backend)
            ? this
            : new Cache(_context.Settings, backend, _context.Serializer, _instruments, _context.Logger, _context.Time);
    }

    private ValueTask<T> GetSlowAsync<T>(string key, T defaultValue, CancellationToken cancellationToken) =>
        ReadSlowAsync<T, T>(key, static (found, absent) => found.GetValueOrDefault(absent)!, defaultValue, cancellationToken);

    private ValueTask<CacheValue<T>> TryGetSlowAsync<T>(string key, CancellationToken cancellationToken) =>
        ReadSlowAsync<T, CacheValue<T>>(key, static (found, _) => found, default, cancellationToken);

    // What is read is given its shape in the one call that waits for it: every further one costs a hit on a server its frame.
    private ValueTask<TResult> ReadSlowAsync<T, TResult>(
        string key, Func<CacheValue<T>, TResult, TResult> shape, TResult absent, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<TResult>(cancellationToken);
        var final = _keys.KeyOf(key);
        if (_objects is not { } objects)
        {
            _context.Keys.Check(_keys, final);
            return ReadPayloadAsync(key, final, shape, absent, cancellationToken);
        }

        if (_context.Backend.KeyPolicy == CacheKeyPolicy.Refuse)
            _context.Keys.Check(_keys, final);
        return new(shape(ReadEntry<T>(key, final.Name, objects.Get(final.Name)), absent));
    }

    /// <summary>What an entry held in this process says to a reader of <typeparamref name="T"/>, with its count and key warning.</summary>
    private CacheValue<T> ReadEntry<T>(string key, string name, CachedObject? entry)
    {
        if (entry is null)
        {
            Miss(name);
            return default;
        }

        if (!entry.KeyIsPortable)
            _context.Keys.Check(_keys, new CacheKey(_keys.Scope, name));
        return Count(ValueOf<T>(key, entry));
    }

    // hot path: what is portable was decided when an entry was written; a miss has none to ask.
    private void Miss(string name)
    {
        if (!_keys.IsPortable(name))
            ReportKey(name);
        _instruments.Miss();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ReportKey(string name) => _context.Keys.Report(new CacheKey(_keys.Scope, name));

    private CacheValue<T> ValueOf<T>(string key, CachedObject entry)
    {
        switch (entry)
        {
            case CachedValue<T> exact:
                return new(exact.Value);
            case CachedCopies<T> copies:
                return _context.Copy(key, copies);
            case CachedPayload held:
                return _context.Decode<T>(key, held.Payload);
            case ConditionalObject conditional:
                return conditional.IsLive ? ValueOf<T>(key, conditional.Inner) : default;
            default:
                return _context.Convert<T>(key, entry);
        }
    }

    private async ValueTask<TResult> ReadPayloadAsync<T, TResult>(
        string key, CacheKey final, Func<CacheValue<T>, TResult, TResult> shape, TResult absent, CancellationToken cancellationToken)
    {
        using var buffer = PooledPayloadWriter.Rent();
        bool found;
        try
        {
            found = await _context.Backend.TryGetAsync(final, buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (CacheContext.IsFailure(exception, cancellationToken))
        {
            throw _context.Failed(CacheOperation.Get, exception);
        }

        if (found && ConditionalPayload.Is(buffer.WrittenSpan))
            return shape(
                Count((await ReadConditionalAsync<T>(key, buffer.WrittenMemory, orStale: false, cancellationToken).ConfigureAwait(false)).Live),
                absent);
        return shape(Count(found ? _context.Decode<T>(key, buffer.WrittenMemory) : default), absent);
    }

    private CacheValue<T> Count<T>(CacheValue<T> result)
    {
        if (result.HasValue)
            _instruments.Hit();
        else
            _instruments.Miss();
        return result;
    }
}
