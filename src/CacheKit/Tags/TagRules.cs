namespace CacheKit.Tags;

/// <summary>What a tag may be. Any text within these bounds: only a hash of it reaches a server.</summary>
internal static class TagRules
{
    /// <summary>The longest tag in UTF-16 code units: what is longer is a value that was put in a tag's place.</summary>
    public const int MaximumLength = 256;

    /// <summary>The most tags of one entry; every read of it looks at all of them.</summary>
    public const int MaximumCount = 64;

    /// <summary>The tags of an entry, each once, as an array of our own.</summary>
    /// <exception cref="ArgumentException">One of them cannot be a tag, or there are too many.</exception>
    public static string[] Check(IReadOnlyList<string> tags, string parameter)
    {
        ArgumentNullException.ThrowIfNull(tags, parameter);
        string[] checkedTags = Check((IEnumerable<string>)tags, parameter);
        return checkedTags.Length <= MaximumCount
            ? checkedTags
            : throw new ArgumentException($"An entry can have {MaximumCount} tags, not {checkedTags.Length}.", parameter);
    }

    /// <summary>Tags to remove by, each once; any number of them.</summary>
    /// <exception cref="ArgumentException">One of them cannot be a tag.</exception>
    public static string[] Check(IEnumerable<string> tags, string parameter)
    {
        string[] distinct = [.. tags.Distinct(StringComparer.Ordinal)];
        foreach (string tag in distinct)
            Check(tag, parameter);
        return distinct;
    }

    private static void Check(string? tag, string parameter)
    {
        if (string.IsNullOrEmpty(tag))
            throw new ArgumentException("A tag is null or empty; leave it out instead.", parameter);
        if (tag.Length > MaximumLength)
            throw new ArgumentException($"The tag that begins with '{tag[..32]}' has {tag.Length} characters; {MaximumLength} are allowed.", parameter);
    }
}
