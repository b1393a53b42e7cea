using CacheKit.Backends;
using CacheKit.Conformance.Samples;
using CacheKit.Memcached.Commands;
using CacheKit.Memcached.Generations;

namespace CacheKit.Memcached.Tests.Conformance;

/// <summary>Every alias but those with a key function has generations, as with <c>Options:ClearScope</c> = <c>prefix</c>.</summary>
public abstract class ClearScopeConformance : MemcachedConformance
{
    protected override int LongestKey => 250 - 1 - PrefixGenerations.Length;

    protected override ICache OpenBehind(string keyPrefix) =>
        Open(("KeyFunction", SampleKeys.BareName), ("KeyPrefix", keyPrefix), ("Options:Generations", "true"));

    internal override ICacheBackend NewBackend(CacheBackendContext context, MemcachedEntries entries) =>
        context.HasKeyFunction && !context.Options.Contains("Generations")
            ? new MemcachedBackend(entries)
            : new GenerationBackend(entries, new PrefixGenerations(entries.Client, context.KeyPrefix + ":"));
}
