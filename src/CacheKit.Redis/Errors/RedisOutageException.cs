using System.Diagnostics.CodeAnalysis;

namespace CacheKit.Redis.Errors;

/// <summary>Redis cannot be reached, does not answer, or answers nothing for now.</summary>
[SuppressMessage("Design", "CA1032", Justification = "Thrown here alone.")]
[SuppressMessage("Design", "CA1064", Justification = "Callers see it as the cause of a CacheBackendException.")]
internal sealed class RedisOutageException(string message, Exception? innerException) : Exception(message, innerException);
