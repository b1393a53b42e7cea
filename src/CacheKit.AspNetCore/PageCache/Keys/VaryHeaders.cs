using System.Diagnostics.CodeAnalysis;
using CacheKit.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace CacheKit.AspNetCore.PageCache.Keys;

/// <summary>The request headers that a page varies by: lower case, sorted, each once, never changed.</summary>
internal sealed class VaryHeaders : IEquatable<VaryHeaders>
{
    /// <summary>A page that varies by more is not stored.</summary>
    public const int MaximumCount = 10;

    /// <summary>No header's name is longer.</summary>
    public const int MaximumNameLength = 64;

    public const string AcceptEncodingName = "accept-encoding";

    public static readonly VaryHeaders None = new([]);

    public static readonly VaryHeaders AcceptEncoding = new([AcceptEncodingName]);

    private readonly string[] _names;

    private VaryHeaders(string[] names) => _names = names;

    public bool IsEmpty => _names.Length == 0;

    public ReadOnlySpan<string> Names => _names;

    /// <summary>Reads a response's <c>Vary</c>.</summary>
    /// <param name="lines">The lines of the field.</param>
    /// <param name="vary">What it names.</param>
    /// <returns>False when it says <c>*</c> anywhere, or names what cannot be a header, or too many.</returns>
    public static bool TryRead(StringValues lines, [NotNullWhen(true)] out VaryHeaders? vary)
    {
        vary = None;
        if (lines.Count == 0)
            return true;
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            foreach (var part in line.AsSpan().Split(','))
            {
                var name = line.AsSpan()[part].Trim(" \t");
                // An empty member means nothing: lists are often built with a comma too many.
                if (!name.IsEmpty && !TryAdd(names, name))
                    return Refuse(out vary);
            }
        }

        vary = names.Count == 0 ? None : new([.. names]);
        return true;
    }

    /// <summary>Makes the list of names that were stored; null when they are not such a list.</summary>
    public static VaryHeaders? FromStored(string[] names)
    {
        if (names.Length == 0)
            return None;
        if (names.Length > MaximumCount)
            return null;
        for (var i = 0; i < names.Length; i++)
        {
            var isName = IsName(names[i]) && !names[i].AsSpan().ContainsAnyInRange('A', 'Z');
            if (!isName || (i > 0 && string.CompareOrdinal(names[i - 1], names[i]) >= 0))
                return null;
        }

        return new(names);
    }

    /// <summary>This list and another as one; null when it is too long.</summary>
    public VaryHeaders? With(VaryHeaders other)
    {
        if (other.IsEmpty || ReferenceEquals(this, other))
            return this;
        var names = new SortedSet<string>(_names, StringComparer.Ordinal);
        names.UnionWith(other._names);
        if (names.Count == _names.Length)
            return this;
        return names.Count > MaximumCount ? null : new([.. names]);
    }

    /// <summary>This list without one header.</summary>
    public VaryHeaders Without(string name) =>
        Array.IndexOf(_names, name) < 0 ? this : new(Array.FindAll(_names, other => other != name));

    public bool Contains(string name) => Array.IndexOf(_names, name) >= 0;

    public bool Equals(VaryHeaders? other) =>
        other is not null && (ReferenceEquals(this, other) || _names.AsSpan().SequenceEqual(other._names));

    public override bool Equals(object? obj) => Equals(obj as VaryHeaders);

    public override int GetHashCode() => _names.Length == 0 ? 0 : string.GetHashCode(_names[0], StringComparison.Ordinal);

    [SuppressMessage("Globalization", "CA1308", Justification = "Header names are ASCII and shown in lower case since HTTP/2.")]
    private static bool TryAdd(SortedSet<string> names, ReadOnlySpan<char> name)
    {
        if (name is "*" || !IsName(name))
            return false;
        names.Add(name.ToString().ToLowerInvariant());
        return names.Count <= MaximumCount;
    }

    private static bool IsName(ReadOnlySpan<char> name) =>
        name.Length <= MaximumNameLength && HeaderSyntax.IsName(name);

    private static bool Refuse(out VaryHeaders? vary)
    {
        vary = null;
        return false;
    }
}
