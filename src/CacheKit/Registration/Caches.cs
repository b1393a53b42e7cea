using CacheKit.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Registration;

/// <summary>
/// All caches of a container. They are made at the first question, so that a backend may be given this in its
/// constructor and use it later.
/// </summary>
internal sealed class Caches(IServiceProvider services) : ICaches
{
    private readonly Lock _gate = new();
    private volatile CacheSet? _set;
    private bool _making;

    public ICache Default => this[CacheSection.DefaultAlias];

    public IReadOnlyCollection<string> Aliases => Set.Aliases;

    private CacheSet Set => _set ?? Make();

    public ICache this[string alias]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(alias);
            return Set.TryGet(alias, out var cache) ? cache : Set.Find(alias).Cache;
        }
    }

    private CacheSet Make()
    {
        // The container would make a set within a set without end: here, on one thread, it can be told.
        lock (_gate)
        {
            if (_making)
                throw new InvalidOperationException("A backend or key function asks for a cache while the caches are being made. Take ICaches, and ask "
                    + "it when the cache is used.");
            _making = true;
            try
            {
                return _set ??= services.GetRequiredService<CacheSet>();
            }
            finally
            {
                _making = false;
            }
        }
    }
}
