using System.Collections.Concurrent;

namespace CacheKit.Values;

/// <summary>
/// The caches of an alias by version, each one object as long as anybody uses it. An application may count its versions up
/// for ever: those that nobody uses are forgotten, at a constant cost for each new one.
/// </summary>
internal sealed class CacheVersions(CacheContext context)
{
    private const int LeastBetweenPrunings = 64;

    private readonly ConcurrentDictionary<int, WeakReference<Cache>> _versions = new();
    private readonly Lock _gate = new();
    private Cache? _own;
    private int _untilPruning = LeastBetweenPrunings;

    /// <summary>Makes a cache that of the alias's own version, which is never forgotten.</summary>
    public void Register(Cache cache) => _own = cache;

    public Cache Of(int version)
    {
        if (Find(version) is { } found)
            return found;
        lock (_gate)
        {
            if (Find(version) is { } made)
                return made;
            if (--_untilPruning <= 0)
                Prune();
            var cache = new Cache(context, version);
            _versions[version] = new(cache);
            return cache;
        }
    }

    private Cache? Find(int version)
    {
        if (_own is { } own && own.Version == version)
            return own;
        return _versions.TryGetValue(version, out var known) && known.TryGetTarget(out var cache) ? cache : null;
    }

    private void Prune()
    {
        int left = 0;
        foreach (var (version, known) in _versions)
        {
            if (known.TryGetTarget(out _))
                left++;
            else
                _versions.TryRemove(version, out _);
        }

        _untilPruning = Math.Max(left, LeastBetweenPrunings);
    }
}
