using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace CacheKit.Values;

/// <summary>What a call for many has found, by the callers' own keys. The table that tells each key's place serves for both ends of the call.</summary>
/// <param name="places">The keys that were asked for, with their places.</param>
/// <param name="values">What was found at each place.</param>
internal sealed class FoundValues<T>(Dictionary<string, int> places, CacheValue<T>[] values) : IReadOnlyDictionary<string, T?>
{
    public int Count { get; } = values.Count(static value => value.HasValue);

    public IEnumerable<string> Keys => this.Select(static found => found.Key);

    public IEnumerable<T?> Values => this.Select(static found => found.Value);

    public T? this[string key] =>
        TryGetValue(key, out var value) ? value : throw new KeyNotFoundException("No value was found under this key.");

    public bool ContainsKey(string key) => TryGetValue(key, out _);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out T value)
    {
        var found = places.TryGetValue(key, out int place) ? values[place] : default;
        value = found.HasValue ? found.Value : default;
        return found.HasValue;
    }

    public IEnumerator<KeyValuePair<string, T?>> GetEnumerator()
    {
        foreach (var (key, place) in places)
        {
            if (values[place].HasValue)
                yield return new(key, values[place].Value);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
