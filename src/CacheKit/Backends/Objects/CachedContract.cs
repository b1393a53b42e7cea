using CacheKit.Serialization;
using CacheKit.Serialization.Json;

namespace CacheKit.Backends.Objects;

/// <summary>An entry held as what the properties of an object were.</summary>
/// <typeparam name="T">The type under which it was stored.</typeparam>
/// <param name="state">What they were.</param>
/// <param name="size">The approximate bytes of that.</param>
/// <param name="copier">Makes objects of it.</param>
/// <param name="serializer">Writes the payload when somebody asks for it.</param>
internal sealed class CachedContract<T>(object?[] state, long size, ContractCopier<T> copier, PayloadSerializer serializer) : CachedCopies<T>(size, serializer)
{
    // hot path: no allocation but the object
    public override T NewValue() => copier.Make(state);
}
