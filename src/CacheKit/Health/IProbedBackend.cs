using CacheKit.Keys;

namespace CacheKit.Health;

/// <summary>A backend that changes the expiry of a key that is not there without finding out whether it could write.</summary>
internal interface IProbedBackend
{
    /// <summary>Does all that storing an entry takes but storing it; fails where that cannot be done.</summary>
    /// <param name="key">A key that no application uses.</param>
    void Probe(CacheKey key);
}
