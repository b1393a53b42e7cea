namespace CacheKit.Database.Keys;

/// <summary>
/// The rows whose final key begins with a text. All of them lie between <see cref="From"/> and <see cref="To"/>, so
/// that the index finds them; and of those a row is one if
/// <code>
/// full_key IS NULL     and cache_key begins with Text
/// full_key IS NOT NULL and full_key begins with FullText
/// </code>
/// </summary>
internal readonly record struct DatabaseKeyPrefix
{
    public DatabaseKeyPrefix(string prefix)
    {
        Text = DatabaseKey.IsPlain(prefix) ? prefix : null;
        FullText = DatabaseKey.FullKeyOf(prefix);
        From = DatabaseKey.StemOf(prefix);
        // Above all that begins with it, in the order of bytes: the last code point as often as no cache_key can hold it.
        To = From + string.Concat(Enumerable.Repeat("\U0010FFFF", 1 + (DatabaseKey.MaximumLength / 4)));
    }

    /// <summary>What a <c>cache_key</c> begins with that is the final key itself; null when none can begin so.</summary>
    public string? Text { get; }

    /// <summary>What a <c>full_key</c> begins with.</summary>
    public byte[] FullText { get; }

    /// <summary>The least <c>cache_key</c> of all.</summary>
    public string From { get; }

    /// <summary>Above the greatest.</summary>
    public string To { get; }
}
