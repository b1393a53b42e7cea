namespace CacheKit.Backends.LocMem;

/// <summary>The stores of one container by the names in <c>Location</c>: aliases of one name, also the empty one, share a store.</summary>
internal sealed class LocMemStores(TimeProvider time) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LocMemStore> _stores = new(StringComparer.Ordinal);

    /// <summary>The store of a name; the same object each time.</summary>
    public LocMemStore Open(string name)
    {
        lock (_gate)
        {
            if (!_stores.TryGetValue(name, out var store))
                _stores.Add(name, store = new LocMemStore(time));
            return store;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var store in _stores.Values)
                store.Dispose();
            _stores.Clear();
        }
    }
}
