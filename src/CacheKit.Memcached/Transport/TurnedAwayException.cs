using System.Diagnostics.CodeAnalysis;

namespace CacheKit.Memcached.Transport;

/// <summary>The server takes no more connections.</summary>
[SuppressMessage("Design", "CA1032", Justification = "The message is always known.")]
[SuppressMessage("Design", "CA1064", Justification = "Only ever the cause of another.")]
internal sealed class TurnedAwayException() : IOException("it has as many connections as it may have");
