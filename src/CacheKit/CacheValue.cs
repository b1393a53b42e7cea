using System.Diagnostics.CodeAnalysis;

namespace CacheKit;

/// <summary>What a read found: a value, which may be null, or nothing.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
public readonly struct CacheValue<T> : IEquatable<CacheValue<T>>
{
    private readonly T? _value;

    /// <summary>A value that was found.</summary>
    /// <param name="value">The value.</param>
    public CacheValue(T? value)
    {
        _value = value;
        HasValue = true;
    }

    /// <summary>Whether something was found.</summary>
    public bool HasValue { get; }

    /// <summary>The value that was found.</summary>
    /// <exception cref="InvalidOperationException">Nothing was found.</exception>
    public T? Value => HasValue ? _value : throw new InvalidOperationException("The key was not in the cache; look at HasValue first.");

    /// <summary>The value that was found, or <c>default</c>.</summary>
    public T? GetValueOrDefault() => _value;

    /// <summary>The value that was found (a stored null too), or <paramref name="defaultValue"/>.</summary>
    /// <param name="defaultValue">What to return on a miss.</param>
    public T? GetValueOrDefault(T? defaultValue) => HasValue ? _value : defaultValue;

    /// <summary>Whether something was found, and what.</summary>
    /// <param name="value">The value, or <c>default</c>.</param>
    public bool TryGetValue([MaybeNullWhen(false)] out T value)
    {
        value = _value!;
        return HasValue;
    }

    /// <summary>Whether two results are the same.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(CacheValue<T> left, CacheValue<T> right) => left.Equals(right);

    /// <summary>Whether two results differ.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(CacheValue<T> left, CacheValue<T> right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(CacheValue<T> other) => HasValue == other.HasValue && EqualityComparer<T?>.Default.Equals(_value, other._value);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is CacheValue<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(HasValue, _value);

    /// <inheritdoc/>
    public override string ToString() => HasValue ? _value?.ToString() ?? "null" : "nothing";
}
