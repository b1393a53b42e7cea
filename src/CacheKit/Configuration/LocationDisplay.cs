using System.Text;
using System.Text.RegularExpressions;

namespace CacheKit.Configuration;

/// <summary>
/// The text of a location that may be logged. What might be a secret is masked, and so is what might belong to one that
/// was cut in two: it is better to hide a host than to show half a password.
/// </summary>
internal static partial class LocationDisplay
{
    private const string Hidden = "***";

    public static string Mask(IEnumerable<string> locations) => string.Join("; ", locations.Select(Mask));

    /// <summary>Masks user information (<c>user:password@</c>), queries, fragments and all from a <c>key=value</c> on.</summary>
    public static string Mask(string location)
    {
        var shown = new StringBuilder();
        var start = 0;
        foreach (var scheme in Schemes().EnumerateMatches(location))
        {
            shown.Append(MaskPort(MaskServers(location.AsSpan(start, scheme.Index - start)), start));
            shown.Append(location, scheme.Index, scheme.Length);
            start = scheme.Index + scheme.Length;
        }

        return shown.Append(MaskPort(MaskServers(location.AsSpan(start)), start)).ToString();
    }

    /// <summary>In a URL masks what stands where a port should be and is none: a password whose <c>@</c> and host were forgotten.</summary>
    private static string MaskPort(string shown, int start) => start == 0 ? shown : NoPort().Replace(shown, Hidden);

    /// <summary>Masks one URL after its scheme, or servers without one.</summary>
    private static string MaskServers(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAny("?#");
        if (end < 0)
            end = text.Length;
        if (text[..end].IndexOf('=') is >= 0 and var assignment)
            end = text[..assignment].LastIndexOfAny(";, ") + 1;

        // A password may hold any character, also those that divide servers: all up to the last @ is masked.
        // With an @ behind a query nobody can tell where the password ends.
        var userEnd = text.LastIndexOf('@');
        if (userEnd >= end || text.Contains("://", StringComparison.Ordinal))
            return Hidden;
        var shown = userEnd < 0 ? text[..end].ToString() : $"{Hidden}{text[userEnd..end]}";
        return end < text.Length ? shown + Hidden : shown;
    }

    [GeneratedRegex(@"(?:^|(?<=[;,]))\s*[A-Za-z][A-Za-z0-9+.\-]*://", RegexOptions.CultureInvariant)]
    private static partial Regex Schemes();

    [GeneratedRegex(@"(?<!\[[^\]]*):(?!\d{1,5}(?:$|[/;,\s*])).*", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex NoPort();
}
