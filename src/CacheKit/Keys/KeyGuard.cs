using CacheKit.Backends;
using CacheKit.Configuration;
using CacheKit.Diagnostics;
using Microsoft.Extensions.Logging;

namespace CacheKit.Keys;

/// <summary>Carries out the key rules for one alias: refuses where the backend refuses, else warns and counts.</summary>
internal sealed class KeyGuard(CacheSettings settings, CacheKeyPolicy policy, CacheInstruments instruments, ILogger logger, TimeProvider time)
{
    private static readonly TimeSpan _quiet = TimeSpan.FromMinutes(1);

    private long _lastWarning = long.MinValue;

    /// <summary>Checks a key of any operation.</summary>
    /// <param name="keys">The key's alias and version.</param>
    /// <param name="key">The key.</param>
    /// <returns>Whether memcached could hold the key.</returns>
    /// <exception cref="InvalidCacheKeyException">The backend refuses it.</exception>
    public bool Check(KeySpace keys, CacheKey key)
    {
        if (policy == CacheKeyPolicy.Refuse ? KeyRules.IsAccepted(key) : keys.IsPortable(key.Name))
            return true;
        Report(key);
        return false;
    }

    /// <summary>Deals with a key that is known not to be portable.</summary>
    public void Report(CacheKey key)
    {
        string fault = KeyRules.FaultOf(key, policy);
        if (policy == CacheKeyPolicy.Refuse)
            throw new InvalidCacheKeyException(
                key.ToString(),
                $"The cache '{settings.Alias}' ({settings.Backend}) cannot hold the key {KeyDisplay.Show(key.ToString(), settings.LogKeys)}: {fault}.");
        instruments.KeyWarning();
        if (MayWarn())
            Log.KeyWarning(logger, settings.Alias, KeyDisplay.Show(key.ToString(), settings.LogKeys), fault);
    }

    private bool MayWarn()
    {
        if (settings.KeyWarnings != CacheKeyWarnings.Default)
            return settings.KeyWarnings == CacheKeyWarnings.Always;
        long now = time.GetTimestamp();
        long last = Volatile.Read(ref _lastWarning);
        if (last != long.MinValue && time.GetElapsedTime(last, now) < _quiet)
            return false;
        return Interlocked.CompareExchange(ref _lastWarning, now, last) == last;
    }
}
