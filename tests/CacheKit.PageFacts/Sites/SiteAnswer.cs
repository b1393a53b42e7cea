using System.Net;
using System.Text;

namespace CacheKit.PageFacts.Sites;

/// <summary>An answer of a site, whole, and what became of its request.</summary>
/// <param name="Status">The status.</param>
/// <param name="Headers">All fields.</param>
/// <param name="Body">The body.</param>
/// <param name="Outcome">What the page cache did; null where it never saw the request.</param>
public sealed record SiteAnswer(HttpStatusCode Status, IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body, PageCacheOutcome? Outcome)
{
    // What tells a hit from the first answer.
    private static readonly string[] _ofHits = ["Age", "Accept-Ranges", "ETag", "Content-Length", "Transfer-Encoding"];

    public string Text => Encoding.UTF8.GetString(Body.Span).Trim();

    /// <summary>The fields that must be the same on the first answer and on every hit.</summary>
    public IEnumerable<KeyValuePair<string, string>> ReplayedHeaders =>
        Headers.Where(static header => !_ofHits.Contains(header.Key)).OrderBy(static header => header.Key, StringComparer.Ordinal);

    public string? Header(string name) => Headers.GetValueOrDefault(name);

    /// <summary>Reads an answer.</summary>
    /// <param name="response">The response.</param>
    /// <param name="outcome">What became of its request, when it has ended.</param>
    internal static async Task<SiteAnswer> ReadAsync(HttpResponseMessage response, Task<PageCacheOutcome?> outcome)
    {
        byte[] body = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        var headers = response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated).ToDictionary(static header => header.Key, static header => header.Value.ToString());
        return new(response.StatusCode, headers, body, await outcome.WaitAsync(TestContext.Current.CancellationToken));
    }
}
