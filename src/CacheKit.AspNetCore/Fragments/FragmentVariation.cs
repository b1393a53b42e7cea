using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using CacheKit.AspNetCore.PageCache.Keys;
using CacheKit.Keys;

namespace CacheKit.AspNetCore.Fragments;

/// <summary>What a fragment varies by: the values it names, its user, its culture, what it takes from the request.</summary>
internal readonly record struct FragmentVariation(
    IReadOnlyList<object?> Values, FragmentUser? User, FragmentCulture? Culture, IReadOnlyList<FragmentRequestValue> OfRequest)
{
    /// <summary>What the keys of fragments begin with.</summary>
    public const string Mark = "fragment:";

    // With the mark and the digest this leaves 75 characters to an alias's prefix and version.
    private const int LongestShownName = 100;

    /// <summary>Whether there is one fragment for all.</summary>
    public bool IsNone => Values.Count == 0 && User is null && Culture is null && OfRequest.Count == 0;

    /// <summary>Sorts what a caller listed: user, culture and what comes from the request may stand anywhere, a single sequence is the list.</summary>
    public static FragmentVariation Of(object?[]? varyBy)
    {
        // What `Key(name, null)` passes is one value that is null.
        FragmentUser? user = null;
        FragmentCulture? culture = null;
        var ofRequest = new List<FragmentRequestValue>();
        var values = new List<object?>();
        foreach (var value in varyBy ?? [null])
        {
            if (value is FragmentUser given)
                user = user is null ? given : throw new ArgumentException("A fragment varies by one user.", nameof(varyBy));
            else if (value is FragmentCulture named)
                culture = culture is null ? named : throw new ArgumentException("A fragment varies by one culture.", nameof(varyBy));
            else if (value is FragmentRequestValue brought)
                ofRequest.Add(brought);
            else
                values.Add(value);
        }

        return new(Flat(values), user, culture, ofRequest);
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
            return Mark + name;

        var text = new VaryText();
        text.Append(name);
        text.AppendList(Values);
        text.Append(User);
        text.Append(Culture);
        foreach (var value in InOrder(OfRequest))
            text.Append(value);
        return $"{Mark}{(isShown ? name : "")}:{Digest(text.ToString())}";
    }

    // Of the characters as they are: an encoding would make one of all broken surrogates.
    private static string Digest(string text)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(text.AsSpan()), digest);
        return Convert.ToHexStringLower(digest);
    }

    // The order in which a view or a caller names them says nothing.
    private static FragmentRequestValue[] InOrder(IReadOnlyList<FragmentRequestValue> values)
    {
        FragmentRequestValue[] sorted = [.. values.OrderBy(static value => value.Kind).ThenBy(static value => value.Name, StringComparer.Ordinal)];
        for (var i = 1; i < sorted.Length; i++)
        {
            if (sorted[i].Kind == sorted[i - 1].Kind && sorted[i].Name == sorted[i - 1].Name)
                throw new ArgumentException($"The fragment has two values for the {sorted[i].Kind} '{sorted[i].Name}'; a parameter with several has them in one list.");
        }

        return sorted;
    }

    private static List<object?> Flat(List<object?> values) =>
        values is [var only] && VaryText.ListOf(only) is { } list ? [.. list.Cast<object?>()] : values;
}
