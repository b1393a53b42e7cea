using System.Text;

namespace CacheKit.AspNetCore.Tests.Hosting;

/// <summary>A response as it came over the wire.</summary>
/// <param name="StatusLine">The first line.</param>
/// <param name="HeaderLines">The field lines, in their order.</param>
/// <param name="Body">The rest, chunks not put together.</param>
public sealed record RawResponse(string StatusLine, IReadOnlyList<string> HeaderLines, string Body)
{
    public static RawResponse Parse(string text)
    {
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var head = (end < 0 ? text : text[..end]).Split("\r\n");
        return new RawResponse(head[0], head[1..], end < 0 ? "" : text[(end + 4)..]);
    }

    /// <summary>The body, with chunks put together.</summary>
    public string Text
    {
        get
        {
            if (Header("Transfer-Encoding") != "chunked")
                return Body;
            var text = new StringBuilder();
            var rest = Body;
            while (rest.IndexOf("\r\n", StringComparison.Ordinal) is var end and >= 0)
            {
                var length = Convert.ToInt32(rest[..end], 16);
                if (length == 0)
                    break;
                text.Append(rest, end + 2, length);
                rest = rest[(end + 4 + length)..];
            }

            return text.ToString();
        }
    }

    public string? Header(string name) =>
        HeaderLines.FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim();

    /// <summary>The fields that must be the same on the first answer and on every hit.</summary>
    public IReadOnlyList<string> ReplayedLines() => [.. HeaderLines.Where(static line => !IsOfHit(line)).Order(StringComparer.Ordinal)];

    // What is told of the body only when it is whole, and what a hit is known by. A tag that we make has 22 characters.
    private static bool IsOfHit(string line) =>
        line.StartsWith("Age:", StringComparison.OrdinalIgnoreCase)
        || line.StartsWith("Accept-Ranges:", StringComparison.OrdinalIgnoreCase)
        || line.StartsWith("Transfer-Encoding:", StringComparison.OrdinalIgnoreCase)
        || line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)
        || (line.StartsWith("ETag:", StringComparison.OrdinalIgnoreCase) && line.Trim().EndsWith('"') && line.Length is 30 or 32);
}
