using Microsoft.AspNetCore.Routing;

namespace CacheKit.AspNetCore.PageCache.Groups;

/// <summary>What a tag may be, and which tags a request's page has from its endpoint.</summary>
internal static class PageTags
{
    /// <summary>A page with more tags is not stored.</summary>
    public const int MaximumCount = 32;

    public const int MaximumLength = 256;

    /// <summary>A tag in its one spelling: as with URLs, a removal rather takes a page too many than leaves one.</summary>
    public static string Normalize(string tag) => tag.ToUpperInvariant();

    /// <summary>Whether a text can be a tag.</summary>
    public static bool IsTag(string text) =>
        text.Length is > 0 and <= MaximumLength && !string.IsNullOrWhiteSpace(text) && !text.Contains('*', StringComparison.Ordinal);

    /// <summary>Checks what code gives as a tag.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static string Check(string tag, string parameter)
    {
        ArgumentNullException.ThrowIfNull(tag, parameter);
        return IsTag(tag)
            ? Normalize(tag)
            : throw new ArgumentException(
                tag.Contains('*', StringComparison.Ordinal)
                    ? $"'{tag}' is no tag: there are no wildcards. Give the pages that go together a tag of their own."
                    : $"'{tag}' is no tag; expected 1 to {MaximumLength} characters, for instance 'territory:FR'.",
                parameter);
    }

    /// <summary>Fills in the route values; null when the request makes one of the tags into none.</summary>
    public static string[]? Of(PageTagTemplate[] templates, RouteValueDictionary values)
    {
        if (templates.Length == 0)
            return [];
        var tags = new List<string>(templates.Length);
        foreach (var template in templates)
        {
            if (template.Fill(values) is not { } tag)
                continue;
            if (!IsTag(tag))
                return null;
            var normal = Normalize(tag);
            if (!tags.Contains(normal))
                tags.Add(normal);
        }

        return [.. tags];
    }
}
