using CacheKit.AspNetCore.ConditionalRequests;
using CacheKit.AspNetCore.PageCache.Groups;
using CacheKit.AspNetCore.PageCache.Keys;
using CacheKit.AspNetCore.PageCache.Responses;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace CacheKit.AspNetCore.PageCache.Entries;

/// <summary>A page as it is kept: made once, never changed, and shaped so that serving it assigns and writes, no more.</summary>
internal sealed class PageEntry
{
    private Validators? _validators;
    private string? _weakETag;
    private readonly bool _refusesRanges;

    /// <summary>The canonical text of the page's key, compared when it is read: a name may be a digest.</summary>
    public required string Key { get; init; }

    /// <summary>The request headers that the page varies by; they are part of <see cref="Key"/>.</summary>
    public required VaryHeaders Vary { get; init; }

    public required int StatusCode { get; init; }

    /// <summary>All fields that are replayed, <c>Date</c> among them, <c>Content-Length</c> and <c>Age</c> not.</summary>
    public required KeyValuePair<string, StringValues>[] Headers
    {
        get;
        init
        {
            field = value;
            _refusesRanges = Field(HeaderNames.AcceptRanges).ToString().Equals("none", StringComparison.OrdinalIgnoreCase);
        }
    }

    public required byte[] Body { get; init; }

    /// <summary>What <c>Content-Length</c> says: for the answer to a HEAD not the length of <see cref="Body"/>; null for none.</summary>
    public required long? ContentLength { get; init; }

    /// <summary>The <c>ETag</c> that was made for the page since it came without one; null for none. One of its own is in <see cref="Headers"/>.</summary>
    public string? MadeETag { get; init; }

    /// <summary>When the response began, in milliseconds since 1970.</summary>
    public required long StoredAt { get; init; }

    /// <summary>How old it was then, in seconds: what the application took over from somewhere else had an <c>Age</c>.</summary>
    public required int InitialAge { get; init; }

    /// <summary>How long it is fresh, in milliseconds from <see cref="StoredAt"/>.</summary>
    public required long Timeout { get; init; }

    /// <summary>For how long it may be served after that.</summary>
    public StaleWindows Stale { get; init; }

    /// <summary>How long it is kept.</summary>
    public TimeSpan KeptFor => TimeSpan.FromMilliseconds(Timeout + Stale.Longest);

    /// <summary>What the URL's generation was called in the cache when the page was made; empty where it lives in this process.</summary>
    public Guid StoredGeneration { get; init; }

    /// <summary>The generation in this process; null for a page that was read from bytes.</summary>
    public PageGeneration? Generation { get; init; }

    /// <summary>Tells this page from every other that was stored under its key; empty where it lives in this process.</summary>
    public Guid Stamp { get; init; }

    /// <summary>What else the page is removed with.</summary>
    public PageTag[] Tags { get; init; } = [];

    /// <summary>Whether this process knows that the page has been removed.</summary>
    // hot path
    public bool IsRemoved => Generation is { IsOver: true } || (Tags.Length > 0 && Array.Exists(Tags, static tag => tag.Generation is { IsOver: true }));

    /// <summary>Whether the page is what its handler would make. The cache counts from when the page was complete, its freshness from when it began.</summary>
    // hot path
    public bool IsFreshAt(DateTimeOffset now) => StaleTimeAt(now) < 0;

    /// <summary>Whether the page is served while one request makes it anew.</summary>
    public bool IsShownWhileRemadeAt(DateTimeOffset now) => StaleTimeAt(now) < Stale.WhileRevalidate;

    /// <summary>Whether the page may be served at all.</summary>
    public bool IsOfUseAt(DateTimeOffset now) => StaleTimeAt(now) < Stale.Longest;

    /// <summary><see cref="MadeETag"/> where other bytes may reach the client than those it was made of.</summary>
    public string? WeakETag => _weakETag ??= MadeETag is { } eTag ? BodyETag.Weak(eTag) : null;

    /// <summary>Whether requests may make conditions: it is no error.</summary>
    public bool IsSuccess => StatusCode is >= 200 and <= 299;

    /// <summary>Whether a part of it can be sent: it is whole, and nobody has said otherwise.</summary>
    public bool HasParts => StatusCode == StatusCodes.Status200OK && Body.Length > 0 && !_refusesRanges;

    /// <summary>What requests' conditions are compared with; read when the first one makes any.</summary>
    public Validators Validators =>
        _validators ??= Validators.Read(
            MadeETag ?? Field(HeaderNames.ETag), Field(HeaderNames.LastModified), DateTimeOffset.FromUnixTimeMilliseconds(StoredAt));

    /// <summary>How long the page is still fresh; negative when it is not.</summary>
    public TimeSpan FreshFor(DateTimeOffset now) => TimeSpan.FromMilliseconds(StoredAt + Timeout - now.ToUnixTimeMilliseconds());

    /// <summary>How old the page is, in whole seconds.</summary>
    public int AgeAt(DateTimeOffset now)
    {
        var seconds = (now.ToUnixTimeMilliseconds() - StoredAt) / 1000;
        return (int)Math.Clamp(seconds + InitialAge, 0, int.MaxValue);
    }

    private long StaleTimeAt(DateTimeOffset now) => now.ToUnixTimeMilliseconds() - StoredAt - Timeout;

    private StringValues Field(string name)
    {
        foreach (var (key, values) in Headers)
        {
            if (key.Equals(name, StringComparison.OrdinalIgnoreCase))
                return values;
        }

        return default;
    }
}
