using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using CacheKit.Keys;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CacheKit.AspNetCore.PageCache.Keys;

/// <summary>
/// What tells one page from another, as one text that no two different requests share (see <see cref="CanonicalText"/>):
/// <code>
///   page     "page:" method scheme host target culture prefix rest
///   target   raw                                what was sent, where the application sees just that
///            "~" raw base path query            else also what it sees: decoded, or rewritten on the way
///   culture  "-"                               without request localization
///            culture uiCulture
///   rest     [ "z" zone offset ] [ "v" values ] [ "u" user issuer type ] [ "a" ] [ "p" ]
///                                              what else it depends on, if on anything; "a": made for somebody who has
///                                              signed in, and meant for others too; "p": found behind authorization
///   variant  page ";" { header values }         each header that the page varies by
///   values   "e" accepted                       of Accept-Encoding, where it can be read (see <see cref="ContentEncodings"/>)
/// </code>
/// </summary>
/// <param name="Canonical">The text.</param>
internal readonly record struct PageKey(string Canonical)
{
    /// <summary>What canonical texts, and so the names of pages in a cache, begin with.</summary>
    public const string Mark = "page:";

    /// <summary>What names begin with that are digests of canonical texts.</summary>
    public const string DigestMark = "page:#";

    /// <summary>How long a canonical text may be to serve as a name itself: an alias's prefix and version come before it.</summary>
    private const int LongestPlainName = 200;

    private const int LongestRemembered = 512;

    private const int StackCharacters = 512;

    /// <summary>The page that a request asks for, as far as it is known without the headers it varies by.</summary>
    // hot path: one string
    public static PageKey Of(HttpContext context, string method, string keyPrefix, in PageParts parts, QueryRules? query)
    {
        var request = context.Request;
        var text = new CanonicalText(stackalloc char[StackCharacters]);
        text.AppendMark(Mark);
        text.Append(method);
        text.Append(request.Scheme);
        text.Append(request.Headers.Host);
        AppendTarget(ref text, context, query);
        if (parts.Culture?.RequestCulture is not { } culture)
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
        AppendRest(ref text, parts);
        return new PageKey(text.Finish());
    }

    /// <summary>The variant of this page that a request asks for.</summary>
    public PageKey Variant(VaryHeaders vary, IHeaderDictionary request, ContentEncodings encodings)
    {
        if (vary.IsEmpty)
            return this;
        var text = new CanonicalText(stackalloc char[StackCharacters]);
        text.AppendMark(Canonical);
        text.AppendMark(";");
        foreach (var header in vary.Names)
        {
            text.Append(header);
            var values = request[header];
            if (header != VaryHeaders.AcceptEncodingName || !encodings.TryAppend(ref text, values))
                text.Append(values);
        }

        return new PageKey(text.Finish());
    }

    /// <summary>What tables in memory know it by: an attacker chooses how long a URL is, not how much is remembered of it.</summary>
    public string Remembered => Canonical.Length <= LongestRemembered ? Canonical : Hash(DigestMark, Canonical);

    /// <summary>The name of the entry in a cache: the text itself where the cache is in this process and the text would not be warned of.</summary>
    public string NameIn(bool thisProcess) =>
        thisProcess && Canonical.Length <= LongestPlainName && KeyRules.IsClean(Canonical) ? Canonical : Hash(DigestMark, Canonical);

    /// <summary>Tells it from others well enough to count them.</summary>
    public long Digest
    {
        get
        {
            Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(Encoding.UTF8.GetBytes(Canonical), digest);
            return BinaryPrimitives.ReadInt64LittleEndian(digest);
        }
    }

    /// <summary>A name that every backend can hold; the text it stands for must be compared when the entry is read.</summary>
    public static string Hash(string mark, string canonical)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(canonical), digest);
        return string.Concat(mark, Convert.ToHexStringLower(digest));
    }

    private static void AppendTarget(ref CanonicalText text, HttpContext context, QueryRules? rules)
    {
        var request = context.Request;
        var raw = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        var query = request.QueryString.Value ?? "";
        var isSentAsSeen = IsSentAsSeen(raw, request.PathBase.Value ?? "", request.Path.Value ?? "", query);
        if (rules is not null)
            (raw, query) = (rules.ApplyToTarget(raw), rules.Apply(query));
        if (isSentAsSeen)
        {
            text.Append(raw);
            return;
        }

        text.AppendMark("~");
        text.Append(raw);
        text.Append(request.PathBase.Value);
        text.Append(request.Path.Value);
        text.Append(query);
    }

    // Each with a mark that nothing else begins with at this place, so that none is taken for another.
    private static void AppendRest(ref CanonicalText text, in PageParts parts)
    {
        if (parts.TimeZone is { } zone)
        {
            text.AppendMark("z");
            text.Append(zone.Id);
            // Zones that an application makes from a browser's offset may all have one name.
            text.Append(zone.BaseUtcOffset.ToString());
        }

        if (parts.Values is { } values)
        {
            text.AppendMark("v");
            text.Append(values);
        }

        if (parts.Standing.User is { } user)
        {
            text.AppendMark("u");
            text.Append(user.Id);
            // Nobody issues what the anonymous lack.
            text.Append(user.Id is null ? null : user.Issuer);
            text.Append(user.Id is null ? null : user.AuthenticationType);
        }

        if (parts.Standing.NeedsConsent != PageCacheOutcome.Undecided)
            text.AppendMark("a");
        // Another endpoint may answer the same URL (a HEAD to a GET gets that of 405), and lets everybody in.
        if (parts.Standing.IsProtected)
            text.AppendMark("p");
    }

    private static bool IsSentAsSeen(ReadOnlySpan<char> raw, string pathBase, string path, string query) =>
        raw.Length == pathBase.Length + path.Length + query.Length
        && raw.StartsWith(pathBase, StringComparison.Ordinal)
        && raw[pathBase.Length..].StartsWith(path, StringComparison.Ordinal)
        && raw.EndsWith(query, StringComparison.Ordinal);
}
