using System.Security.Cryptography;
using System.Text;
using CacheKit.Keys;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Localization;

namespace CacheKit.AspNetCore.PageCache;

/// <summary>
/// What tells one page from another, as one text that no two different requests share (see <see cref="CanonicalText"/>):
/// <code>
///   page     "page:" method scheme host target culture prefix
///   target   raw                                what was sent, where the application sees just that
///            "~" raw base path query            else also what it sees: decoded, or rewritten on the way
///   culture  "-"                               without request localization
///            culture uiCulture
///   variant  page ";" { header values }         each header that the page varies by
/// </code>
/// </summary>
/// <param name="Canonical">The text.</param>
internal readonly record struct PageKey(string Canonical)
{
    /// <summary>How long a canonical text may be to serve as a name itself: an alias's prefix and version come before it.</summary>
    private const int LongestPlainName = 200;

    private const int LongestRemembered = 512;

    private const int StackCharacters = 512;

    /// <summary>The page that a request asks for, as far as it is known without the headers it varies by.</summary>
    // hot path: one string
    public static PageKey Of(HttpContext context, string method, string keyPrefix, RequestCulture? culture)
    {
        var request = context.Request;
        var text = new CanonicalText(stackalloc char[StackCharacters]);
        text.AppendMark("page:");
        text.Append(method);
        text.Append(request.Scheme);
        text.Append(request.Headers.Host);
        AppendTarget(ref text, context);
        if (culture is null)
        {
            text.AppendMark("-");
        }
        else
        {
            // Both: the one chooses texts, the other how numbers and dates are written.
            text.Append(culture.Culture.Name);
            text.Append(culture.UICulture.Name);
        }

        text.Append(keyPrefix);
        return new PageKey(text.Finish());
    }

    /// <summary>The variant of this page that a request asks for.</summary>
    public PageKey Variant(VaryHeaders vary, IHeaderDictionary request)
    {
        if (vary.IsEmpty)
            return this;
        var text = new CanonicalText(stackalloc char[StackCharacters]);
        text.AppendMark(Canonical);
        text.AppendMark(";");
        foreach (var header in vary.Names)
        {
            text.Append(header);
            text.Append(request[header]);
        }

        return new PageKey(text.Finish());
    }

    /// <summary>What tables in memory know it by: an attacker chooses how long a URL is, not how much is remembered of it.</summary>
    public string Remembered => Canonical.Length <= LongestRemembered ? Canonical : Hash("page:#", Canonical);

    /// <summary>The name of the entry in a cache: the text itself where the cache is in this process and the text would not be warned of.</summary>
    public string NameIn(bool thisProcess) =>
        thisProcess && Canonical.Length <= LongestPlainName && KeyRules.IsClean(Canonical) ? Canonical : Hash("page:#", Canonical);

    /// <summary>A name that every backend can hold; the text it stands for must be compared when the entry is read.</summary>
    public static string Hash(string mark, string canonical)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(canonical), digest);
        return string.Concat(mark, Convert.ToHexStringLower(digest));
    }

    private static void AppendTarget(ref CanonicalText text, HttpContext context)
    {
        var request = context.Request;
        var raw = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        if (IsSentAsSeen(raw, request.PathBase.Value ?? "", request.Path.Value ?? "", request.QueryString.Value ?? ""))
        {
            text.Append(raw);
            return;
        }

        text.AppendMark("~");
        text.Append(raw);
        text.Append(request.PathBase.Value);
        text.Append(request.Path.Value);
        text.Append(request.QueryString.Value);
    }

    private static bool IsSentAsSeen(ReadOnlySpan<char> raw, string pathBase, string path, string query) =>
        raw.Length == pathBase.Length + path.Length + query.Length
        && raw.StartsWith(pathBase, StringComparison.Ordinal)
        && raw[pathBase.Length..].StartsWith(path, StringComparison.Ordinal)
        && raw.EndsWith(query, StringComparison.Ordinal);
}
