using System.Diagnostics.CodeAnalysis;
using CacheKit.Resilience;
using Polly.CircuitBreaker;

namespace CacheKit;

/// <summary>A backend failed: its server is down, its disk is full, it refused the operation.</summary>
[SuppressMessage("Design", "CA1032", Justification = "Alias and operation are always known.")]
public sealed class CacheBackendException : Exception
{
    /// <summary>A failure of a backend.</summary>
    /// <param name="alias">The alias of the cache.</param>
    /// <param name="operation">The operation that failed, for instance <c>get</c>.</param>
    /// <param name="innerException">What the backend threw.</param>
    public CacheBackendException(string alias, string operation, Exception innerException)
        : base($"The cache '{alias}' failed to carry out '{operation}': {innerException?.Message}", innerException)
    {
        Alias = alias;
        Operation = operation;
    }

    /// <summary>The alias of the cache.</summary>
    public string Alias { get; }

    /// <summary>The operation that failed, for instance <c>get</c>.</summary>
    public string Operation { get; }

    /// <summary>Whether the server was not even asked, since it is known to be away, or what was lost meanwhile is not carried out yet.</summary>
    internal bool WasNotAsked => InnerException is BrokenCircuitException or RemovalsPendingException;
}
