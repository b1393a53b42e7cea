using CacheKit.Backends;
using CacheKit.Backends.Objects;
using CacheKit.Configuration;
using CacheKit.Inspection;
using CacheKit.Keys;
using CacheKit.Registration;
using CacheKit.Values;

namespace CacheKit.AspNetCore.Dashboard.Inspection;

/// <summary>One alias as the dashboard asks about it.</summary>
internal sealed class DashboardAlias(InstalledCache installed)
{
    public string Name => installed.Alias;

    public CacheSettings Settings => installed.Settings;

    public string Backend => installed.Settings.Backend;

    /// <summary>The backend and its location, without secrets.</summary>
    public string Place => installed.Place;

    /// <summary>The location alone; empty where there is none to tell.</summary>
    public string Location => Place.Length > Backend.Length ? Place[(Backend.Length + " at ".Length)..] : "";

    /// <summary>The cache itself: what fails there is told, also where the application goes on without it.</summary>
    public Cache Cache { get; } = Cache.Of(installed.Cache)!;

    public ICacheBackend Bare => installed.Bare;

    /// <summary>Whether its calls are timed: what lies in this process's memory answers at once.</summary>
    public bool IsInThisProcess => installed.Bare is IObjectCacheBackend;

    /// <summary>Whether the circuit breaker keeps calls from the server; null where there is none.</summary>
    public bool? IsAway => installed.Instruments.Circuit is { } circuit ? !circuit.IsClosed : null;

    public long LostRemovals => installed.Instruments.Lost?.Count ?? 0;

    /// <summary>Why its keys cannot be listed; null when they can.</summary>
    public string? WhyNotListed => this switch
    {
        { Bare: not IEnumerableCacheBackend, Backend: "memcached" } => "memcached cannot list its keys: it knows no command for it. Ask for a key by its name.",
        { Bare: not IEnumerableCacheBackend } => $"The backend {Backend} cannot list its keys. Ask for a key by its name.",
        { Settings.KeyFunction: not null } => "The keys of this cache are made by a key function, and nobody can tell from what. Ask for a key by its name.",
        { Settings.LogKeys: false } => "Options:LogKeys of this cache is false: its keys are not shown. Ask for a key by its name.",
        _ => null,
    };

    public KeySpace KeysOf(int version) => new(Settings.KeyPrefix, version, Settings.KeyFunction);

    /// <summary>How full its store is, where that costs next to nothing to know; null where it does not.</summary>
    public async Task<StoreSize?> MeasureAsync(CancellationToken cancellationToken) => Bare switch
    {
        ILocalStoreSize size => new StoreSize(size.Entries, size.Bytes),
        IServerStoreSize store => await store.MeasureAsync(cancellationToken).ConfigureAwait(false),
        _ => null,
    };

    /// <summary>Whether <see cref="CountAsync"/> can be asked for what <see cref="MeasureAsync"/> does not know.</summary>
    public bool CanCount => Bare is IEnumerableCacheBackend and not (ILocalStoreSize or IServerStoreSize);

    /// <summary>Counts the entries, which may take as long as the store is large.</summary>
    public async Task<StoreSize?> CountAsync(CancellationToken cancellationToken) =>
        new StoreSize(await ((IEnumerableCacheBackend)Bare).CountAsync(cancellationToken).ConfigureAwait(false), null);

    /// <summary>The entry under a key; null when there is none.</summary>
    /// <exception cref="InvalidCacheKeyException">The backend refuses the key.</exception>
    public Task<StoredEntry?> ReadAsync(string key, int version, CancellationToken cancellationToken)
    {
        var keys = KeysOf(version);
        var final = keys.KeyOf(key);
        Cache.Context.Keys.Check(keys, final);
        return new StoredEntryReader(Cache.Context).ReadAsync(final, cancellationToken);
    }

    /// <summary>Whether another alias keeps its entries in the same store.</summary>
    public bool SharesStoreWith(DashboardAlias other) =>
        other != this && other.Place == Place && other.Settings.Locations.SequenceEqual(Settings.Locations);
}
