using CacheKit.AspNetCore.PageCache.Keys;

namespace CacheKit.AspNetCore.PageCache.Groups;

/// <summary>A set of pages that are removed together: those of one URL, or those with one tag.</summary>
internal readonly record struct PageGroup
{
    private readonly string _mark;
    private readonly string _name;

    private PageGroup(string mark, string name) => (_mark, _name) = (mark, name);

    public static PageGroup Of(PageUrl url) => new("page-url:#", url.Text);

    /// <param name="tag">The tag as <see cref="PageTags.Normalize"/> gives it.</param>
    public static PageGroup OfTag(string tag) => new("page-tag:#", tag);

    /// <summary>Under which name a cache of bytes keeps the group's generation.</summary>
    /// <param name="keyPrefix">The prefix of its pages.</param>
    public string NameIn(string keyPrefix)
    {
        var text = new CanonicalText(stackalloc char[256]);
        text.Append(keyPrefix);
        text.Append(_name);
        return PageKey.Hash(_mark, text.Finish());
    }

    // Both hashes are the framework's randomised one.
    public override int GetHashCode() =>
        HashCode.Combine(_mark[5], string.GetHashCode(_name, StringComparison.Ordinal));

    public bool Equals(PageGroup other) => _mark == other._mark && _name == other._name;
}
