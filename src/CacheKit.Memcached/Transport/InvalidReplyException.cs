using System.Diagnostics.CodeAnalysis;

namespace CacheKit.Memcached.Transport;

/// <summary>What came is no reply to what was asked: nothing that follows on this connection can be trusted.</summary>
[SuppressMessage("Design", "CA1032", Justification = "The message is always known.")]
[SuppressMessage("Design", "CA1064", Justification = "Never leaves the connection.")]
internal sealed class InvalidReplyException(string message) : Exception(message);
