using System.Diagnostics.CodeAnalysis;

namespace CacheKit.Database.Servers;

/// <summary>The server cannot be reached, or does not answer.</summary>
[SuppressMessage("Design", "CA1032", Justification = "Thrown here alone.")]
[SuppressMessage("Design", "CA1064", Justification = "Callers see it as the cause of a CacheBackendException.")]
internal sealed class ServerOutageException(string message, Exception innerException) : Exception(message, innerException);
