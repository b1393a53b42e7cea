using CacheKit.AspNetCore.Headers;
using CacheKit.AspNetCore.Http;
using Microsoft.AspNetCore.Http;

namespace CacheKit;

/// <summary>
/// Adds request headers to the <c>Vary</c> of the responses (Django's <c>vary_on_headers</c>): the page cache keeps a page for
/// each of their values, and browsers are told. What is in <c>Vary</c> already stays; <c>*</c> swallows all.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class VaryOnHeadersAttribute : CacheHeadersAttribute
{
    private readonly string[] _names;

    /// <summary>Adds headers.</summary>
    /// <param name="names">The names of request headers, or <c>*</c>.</param>
    /// <exception cref="ArgumentException">One of them is no header's name.</exception>
    public VaryOnHeadersAttribute(params string[] names)
    {
        Check(names);
        _names = [.. names];
    }

    /// <summary>The names of the headers.</summary>
    public IReadOnlyList<string> Names => _names;

    internal static void Check(string[] names)
    {
        ArgumentNullException.ThrowIfNull(names);
        foreach (var name in names)
        {
            if (!HeaderSyntax.IsName(name))
                throw new ArgumentException($"Vary: '{name}' is no header field.", nameof(names));
        }
    }

    private protected override void Apply(IHeaderDictionary headers, DateTimeOffset now)
    {
        foreach (var name in _names)
            VaryPatch.Apply(headers, name);
    }
}
