using System.Diagnostics.CodeAnalysis;

namespace CacheKit.Resilience;

/// <summary>What an outage has lost of an entry is not carried out yet: until then the server counts as away for it.</summary>
[SuppressMessage("Design", "CA1032", Justification = "Thrown here alone.")]
[SuppressMessage("Design", "CA1064", Justification = "Callers see it as the cause of a CacheBackendException.")]
internal sealed class RemovalsPendingException()
    : Exception("What an outage has kept from being removed is still being removed; until that is done it is not read.");
