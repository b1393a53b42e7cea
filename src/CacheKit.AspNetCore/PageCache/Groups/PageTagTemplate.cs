using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Routing;

namespace CacheKit.AspNetCore.PageCache.Groups;

/// <summary>A tag as an endpoint states it: <c>territory:{code}</c>, where the braces name a route value.</summary>
internal sealed class PageTagTemplate
{
    // Texts and names of route values by turns, beginning with a text.
    private readonly string[] _parts;

    private PageTagTemplate(string text, string[] parts) => (Text, _parts) = (text, parts);

    /// <summary>As it was stated.</summary>
    public string Text { get; }

    /// <summary>The route values that it names.</summary>
    public IEnumerable<string> Names => _parts.Where(static (_, index) => index % 2 == 1);

    /// <summary>Reads a list of tags.</summary>
    /// <param name="list">The tags, with commas between them.</param>
    /// <exception cref="ArgumentException">One of them can be none.</exception>
    public static PageTagTemplate[] ReadList(string? list)
    {
        var texts = (list ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (texts.Length > PageTags.MaximumCount)
            throw new ArgumentException($"Tags names {texts.Length} tags; a page has at most {PageTags.MaximumCount}.");
        return Array.ConvertAll(texts, Read);
    }

    /// <summary>The tag for a request; null when the request has no value of one of the names.</summary>
    public string? Fill(RouteValueDictionary values)
    {
        if (_parts.Length == 1)
            return _parts[0];
        var text = new StringBuilder(_parts[0]);
        for (var i = 1; i < _parts.Length; i += 2)
        {
            var value = Convert.ToString(values[_parts[i]], CultureInfo.InvariantCulture);
            if (string.IsNullOrEmpty(value))
                return null;
            text.Append(value).Append(_parts[i + 1]);
        }

        return text.ToString();
    }

    private static PageTagTemplate Read(string text)
    {
        var parts = text.Split('{', '}');
        // "a{b}c" and nothing else gives a text, a name and a text.
        if (parts.Length % 2 == 0 || parts.Where(static (_, index) => index % 2 == 1).Any(string.IsNullOrWhiteSpace) || !AreByTurns(text))
            throw new ArgumentException($"The tag '{text}' has a brace too many or no name between two; expected for instance 'territory:{{code}}' with the name of a route value.");
        if (parts.Length == 1)
            PageTags.Check(text, "Tags");
        else if (text.Contains('*', StringComparison.Ordinal))
            throw new ArgumentException($"The tag '{text}' has a '*': there are no wildcards.");
        return new PageTagTemplate(text, parts);
    }

    private static bool AreByTurns(string text)
    {
        var isOpen = false;
        foreach (var c in text)
        {
            if (c is not ('{' or '}'))
                continue;
            if (isOpen == (c == '{'))
                return false;
            isOpen = !isOpen;
        }

        return !isOpen;
    }
}
