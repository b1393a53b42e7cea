using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using CacheKit.Keys;

namespace CacheKit.AspNetCore.Fragments;

/// <summary>What a fragment varies by: the values it names, its user, its culture.</summary>
internal readonly record struct FragmentVariation(IReadOnlyList<object?> Values, FragmentUser? User, FragmentCulture? Culture)
{
    // With "fragment:" and the digest this leaves 75 characters to an alias's prefix and version.
    private const int LongestShownName = 100;

    /// <summary>Whether there is one fragment for all.</summary>
    public bool IsNone => Values.Count == 0 && User is null && Culture is null;

    /// <summary>Sorts what a caller listed: user and culture may stand anywhere, a single sequence is the list.</summary>
    public static FragmentVariation Of(object?[]? varyBy)
    {
        // What `Key(name, null)` passes is one value that is null.
        FragmentUser? user = null;
        FragmentCulture? culture = null;
        var values = new List<object?>();
        foreach (var value in varyBy ?? [null])
        {
            if (value is FragmentUser given)
                user = user is null ? given : throw new ArgumentException("A fragment varies by one user.", nameof(varyBy));
            else if (value is FragmentCulture named)
                culture = culture is null ? named : throw new ArgumentException("A fragment varies by one culture.", nameof(varyBy));
            else
                values.Add(value);
        }

        return new(Flat(values), user, culture);
    }

    /// <summary>
    /// The key of a fragment with this variation: <c>fragment:name</c> where there is one for all, else
    /// <c>fragment:name:digest</c>. A name that a key cannot show is in the digest only.
    /// </summary>
    public string KeyOf(string name)
    {
        // A name without a colon cannot look like a name and a digest.
        var isShown = name.Length <= LongestShownName && Ascii.IsValid(name) && KeyRules.IsClean(name);
        if (isShown && IsNone && !name.Contains(':', StringComparison.Ordinal))
            return $"fragment:{name}";

        var text = new VaryText();
        text.Append(name);
        text.AppendList(Values);
        text.Append(User);
        text.Append(Culture);
        return $"fragment:{(isShown ? name : "")}:{Digest(text.ToString())}";
    }

    // Of the characters as they are: an encoding would make one of all broken surrogates.
    private static string Digest(string text)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(text.AsSpan()), digest);
        return Convert.ToHexStringLower(digest);
    }

    private static List<object?> Flat(List<object?> values) =>
        values is [var only] && VaryText.ListOf(only) is { } list ? [.. list.Cast<object?>()] : values;
}
