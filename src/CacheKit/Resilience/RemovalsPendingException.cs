using System.Diagnostics.CodeAnalysis;

namespace CacheKit.Resilience;

/// <summary>The server answers again, but what an outage has lost is not carried out yet: until then the cache counts as away.</summary>
[SuppressMessage("Design", "CA1032", Justification = "Thrown here alone.")]
[SuppressMessage("Design", "CA1064", Justification = "Callers see it as the cause of a CacheBackendException.")]
internal sealed class RemovalsPendingException()
    : Exception("What an outage has kept from being removed is still being removed; until that is done nothing is read.");
