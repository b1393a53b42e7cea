using CacheKit.Backends;
using CacheKit.Configuration;
using CacheKit.Diagnostics;

namespace CacheKit.Registration;

/// <summary>One alias with what was put up for it.</summary>
/// <param name="Cache">The cache that the application gets.</param>
/// <param name="Settings">The settings of the alias.</param>
/// <param name="Place">The backend and its location, for people.</param>
/// <param name="Bare">The backend itself.</param>
/// <param name="Guarded">It behind its circuit breaker.</param>
/// <param name="Instruments">What it is watched with.</param>
internal sealed record InstalledCache(
    ICache Cache, CacheSettings Settings, string Place, ICacheBackend Bare, ICacheBackend Guarded, CacheInstruments Instruments)
{
    public string Alias => Settings.Alias;
}
