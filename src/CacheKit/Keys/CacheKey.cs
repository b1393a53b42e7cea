namespace CacheKit.Keys;

/// <summary>
/// The final key of an entry in two parts that nobody joins unless a server needs one text: the scope
/// (<c>prefix:version:</c>, made once for an alias and version) and the name that the caller gave. With a key function
/// of the user's the scope is empty and the name is the function's result.
/// </summary>
/// <param name="scope">What comes before the name.</param>
/// <param name="name">The name.</param>
public readonly struct CacheKey(string scope, string name) : IEquatable<CacheKey>
{
    /// <summary>What comes before the name: <c>prefix:version:</c>, or empty.</summary>
    public string Scope { get; } = scope ?? throw new ArgumentNullException(nameof(scope));

    /// <summary>The name that the caller gave, or the result of the key function.</summary>
    public string Name { get; } = name ?? throw new ArgumentNullException(nameof(name));

    /// <summary>The length of the final key in UTF-16 code units.</summary>
    public int Length => Scope.Length + Name.Length;

    /// <summary>Whether two keys have the same final key, however it is divided.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(CacheKey left, CacheKey right) => left.Equals(right);

    /// <summary>Whether two keys have different final keys.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(CacheKey left, CacheKey right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(CacheKey other) =>
        Length == other.Length
        && (Scope.Length == other.Scope.Length
            ? string.Equals(Name, other.Name, StringComparison.Ordinal) && string.Equals(Scope, other.Scope, StringComparison.Ordinal)
            : string.Equals(ToString(), other.ToString(), StringComparison.Ordinal));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is CacheKey other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary>The final key as one text.</summary>
    public override string ToString() => string.Concat(Scope, Name);
}
