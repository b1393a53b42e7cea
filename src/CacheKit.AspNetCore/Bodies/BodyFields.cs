using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace CacheKit.AspNetCore.Bodies;

/// <summary>
/// The fields that describe a response's body, as they were when the body began to pass us: a layer outside, such as
/// response compression, may change the body after us, and these fields with it.
/// </summary>
internal readonly struct BodyFields
{
    private readonly StringValues _contentType;
    private readonly StringValues _eTag;

    public BodyFields(IHeaderDictionary headers)
    {
        _contentType = headers.ContentType;
        ContentEncoding = headers.ContentEncoding;
        _eTag = headers.ETag;
        HasContentRange = headers.ContentRange.Count > 0;
        ContentLength = headers.ContentLength;
        Vary = headers.Vary;
    }

    public bool HasContentRange { get; }

    public long? ContentLength { get; }

    public StringValues Vary { get; }

    public StringValues ContentEncoding { get; }

    public bool IsEncoded => ContentEncoding.Count > 0;

    public bool IsEventStream => _contentType.ToString().StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a field is one of these, and to be taken from here.</summary>
    public static bool Describes(string name) =>
        name.Equals(HeaderNames.ContentType, StringComparison.OrdinalIgnoreCase)
        || name.Equals(HeaderNames.ContentEncoding, StringComparison.OrdinalIgnoreCase)
        || name.Equals(HeaderNames.ContentRange, StringComparison.OrdinalIgnoreCase)
        || name.Equals(HeaderNames.ETag, StringComparison.OrdinalIgnoreCase);

    public void AddTo(List<KeyValuePair<string, StringValues>> fields)
    {
        Add(fields, HeaderNames.ContentType, _contentType);
        Add(fields, HeaderNames.ContentEncoding, ContentEncoding);
        Add(fields, HeaderNames.ETag, _eTag);
    }

    private static void Add(List<KeyValuePair<string, StringValues>> fields, string name, StringValues values)
    {
        if (values.Count > 0)
            fields.Add(new(name, values));
    }
}
