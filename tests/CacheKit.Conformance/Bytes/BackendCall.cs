using CacheKit.Keys;

namespace CacheKit.Conformance.Bytes;

/// <summary>One call that a backend received: one round trip of a server backend.</summary>
/// <param name="Operation">The name of the method, without <c>Async</c>.</param>
/// <param name="Keys">The keys that it was about; none for a clear.</param>
public sealed record BackendCall(string Operation, IReadOnlyList<CacheKey> Keys)
{
    /// <summary>The final keys that it was about.</summary>
    public IReadOnlyList<string> FinalKeys => [.. Keys.Select(key => key.ToString())];

    /// <inheritdoc/>
    public override string ToString() => $"{Operation}({string.Join(", ", Keys)})";
}
