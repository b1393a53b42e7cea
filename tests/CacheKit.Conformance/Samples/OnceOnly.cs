using System.Collections;

namespace CacheKit.Conformance.Samples;

/// <summary>A sequence that can be read once, as one that comes from a stream.</summary>
/// <typeparam name="T">The type of its elements.</typeparam>
/// <param name="elements">Its elements.</param>
public sealed class OnceOnly<T>(IEnumerable<T> elements) : IEnumerable<T>
{
    private bool _read;

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator()
    {
        if (_read)
            throw new InvalidOperationException("The sequence was read twice.");
        _read = true;
        return elements.GetEnumerator();
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
