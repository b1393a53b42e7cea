using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.Primitives;

namespace CacheKit.AspNetCore.PageCache.Keys;

/// <summary>
/// The encodings that the application can send, and what an <c>Accept-Encoding</c> means to it: in which order the client
/// likes these, and which it refuses (RFC 9110 §12.5.3). All else in the field (spaces, case, order, the exact qualities,
/// encodings that nobody sends) tells no pages apart:
/// <code>
///   br;q=0.8, GZIP , x-odd        "br=2,gzip=1,identity=3"
///   gzip                          "br=0,gzip=1,identity=2"      0: not accepted
/// </code>
/// </summary>
internal sealed class ContentEncodings
{
    private const string Identity = "identity";

    // More precise than a client may be.
    private const int One = 1000;

    // Not listed, identity comes after everything that is.
    private const int Last = 0;
    private const int Refused = -1;
    private const int Unlisted = -2;

    private static readonly string[] _known = ["zstd", "br", "gzip", "deflate"];

    private readonly string[] _names;

    /// <param name="names">What the application can send, beside identity.</param>
    public ContentEncodings(IEnumerable<string> names) => _names = [.. names, Identity];

    /// <summary>What response compression can send, where the application has it; else whatever is usual.</summary>
    public static ContentEncodings Of(IServiceProvider services) =>
        services.GetService(typeof(IResponseCompressionProvider)) is IResponseCompressionProvider compression
            ? new(_known.Where(name => compression.GetCompressionProvider(Asking(services, name))?.EncodingName == name))
            : new(_known);

    /// <summary>Appends what a request accepts.</summary>
    /// <returns>False when it cannot be read; then nothing was appended.</returns>
    // hot path, for pages that vary by it: no allocation
    public bool TryAppend(ref CanonicalText text, StringValues accept)
    {
        Span<int> qualities = stackalloc int[_names.Length];
        if (accept.Count == 0 || !TryRead(accept, qualities))
            return false;
        Span<char> normal = stackalloc char[_names.Length * 16];
        var length = 0;
        for (var i = 0; i < _names.Length; i++)
        {
            normal[length..].TryWrite(CultureInfo.InvariantCulture, $"{_names[i]}={RankOf(qualities, i)},", out var written);
            length += written;
        }

        text.AppendMark("e");
        text.Append(normal[..(length - 1)]);
        return true;
    }

    /// <summary>Whether a page may be kept for all who accept what a request does: only if they do accept it.</summary>
    /// <param name="accept">The request's <c>Accept-Encoding</c>.</param>
    /// <param name="contentEncoding">The page's <c>Content-Encoding</c>.</param>
    public bool Accepts(StringValues accept, StringValues contentEncoding)
    {
        Span<int> qualities = stackalloc int[_names.Length];
        // Without the field the client leaves it to the server.
        if (accept.Count > 0 && !TryRead(accept, qualities))
            return false;
        var index = contentEncoding.Count == 0 ? _names.Length - 1 : IndexOf(contentEncoding.ToString());
        return index >= 0 && (qualities[index] > Refused || contentEncoding.Count == 0);
    }

    private static DefaultHttpContext Asking(IServiceProvider services, string name)
    {
        var context = new DefaultHttpContext { RequestServices = services };
        context.Request.Headers.AcceptEncoding = name;
        return context;
    }

    private static int RankOf(ReadOnlySpan<int> qualities, int index)
    {
        if (qualities[index] == Refused)
            return 0;
        var rank = 1;
        for (var i = 0; i < qualities.Length; i++)
        {
            // Of those with one quality only the first raises the rank.
            if (qualities[i] > qualities[index] && qualities.IndexOf(qualities[i]) == i)
                rank++;
        }

        return rank;
    }

    private bool TryRead(StringValues accept, Span<int> qualities)
    {
        qualities.Fill(Unlisted);
        var others = Unlisted;
        foreach (var line in accept)
        {
            foreach (var part in line.AsSpan().Split(','))
            {
                var member = line.AsSpan()[part].Trim(" \t");
                if (!member.IsEmpty && !TryReadMember(member, qualities, ref others))
                    return false;
            }
        }

        for (var i = 0; i < qualities.Length; i++)
        {
            if (qualities[i] == Unlisted)
                qualities[i] = i < qualities.Length - 1 ? (others == Unlisted ? Refused : others) : others == Refused ? Refused : Last;
        }

        return true;
    }

    private bool TryReadMember(ReadOnlySpan<char> member, Span<int> qualities, ref int others)
    {
        var quality = One;
        var end = member.IndexOf(';');
        var name = (end < 0 ? member : member[..end]).TrimEnd(" \t");
        if (name.IsEmpty || (end >= 0 && !TryReadQuality(member[(end + 1)..], out quality)))
            return false;
        if (name is "*")
            return TrySet(ref others, quality);
        var index = IndexOf(name);
        return index < 0 || TrySet(ref qualities[index], quality);
    }

    // Listed twice with two qualities, it depends on who reads it.
    private static bool TrySet(ref int place, int quality)
    {
        var value = quality == 0 ? Refused : quality;
        if (place != Unlisted && place != value)
            return false;
        place = value;
        return true;
    }

    private static bool TryReadQuality(ReadOnlySpan<char> parameter, out int quality)
    {
        quality = 0;
        var text = parameter.Trim(" \t");
        if (text.Length is < 3 or > 7 || text[0] is not ('q' or 'Q') || text[1] != '=' || text[2] is not ('0' or '1') || (text.Length > 3 && text[3] != '.'))
            return false;
        var scale = One;
        quality = (text[2] - '0') * One;
        for (var i = 4; i < text.Length; i++)
        {
            scale /= 10;
            if (!char.IsAsciiDigit(text[i]))
                return false;
            quality += (text[i] - '0') * scale;
        }

        return quality <= One;
    }

    private int IndexOf(ReadOnlySpan<char> name)
    {
        // RFC 9110 §8.4.1.3: another name of the same.
        if (name.Equals("x-gzip", StringComparison.OrdinalIgnoreCase))
            name = "gzip";
        for (var i = 0; i < _names.Length; i++)
        {
            if (name.Equals(_names[i], StringComparison.OrdinalIgnoreCase))
                return i;
        }

        return -1;
    }
}
