using System.Buffers;
using CacheKit.AspNetCore.ConditionalRequests;
using CacheKit.AspNetCore.Http;
using CacheKit.AspNetCore.PageCache.Groups;
using CacheKit.AspNetCore.PageCache.Keys;
using CacheKit.AspNetCore.PageCache.Responses;
using CacheKit.Serialization;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace CacheKit.AspNetCore.PageCache.Entries;

/// <summary>
/// Writes what the page cache keeps, for backends of bytes. Numbers are little-endian; texts are UTF-8 or, in header
/// fields and names, ASCII; every text is preceded by its length in bytes:
/// <code>
///   every record   ┌───────────┬──────┐
///                  │ version 2 │ kind │ …                                    1 byte each
///                  └───────────┴──────┘
///   1 page         ┌─────┬──────┬────────┬───────────┬─────────────┬─────────┬────────────┐
///                  │ key │ vary │ status │ stored at │ initial age │ timeout │ generation │ …
///                  └─────┴──────┴────────┴───────────┴─────────────┴─────────┴────────────┘
///                    4+n   below  2        8 (ms)      4 (s)         8 (ms)    16
///                  ┌────────────────────────┬────────────────┐
///                … │ stale while revalidate │ stale if error │ …
///                  └────────────────────────┴────────────────┘
///                    8 (ms)                   8 (ms)
///                  ┌────────────────┬───────────┬──────────────┬─ for each ────────────────────────────┬──────┐
///                … │ content length │ made ETag │ header count │ name │ value count │ for each: value  │ body │ …
///                  └────────────────┴───────────┴──────────────┴──────┴─────────────┴──────────────────┴──────┘
///                    8 (-1: none)     1+n         2              2+n    2             4+n                4+n
///                  ┌───────────┬─ for each ──────────┬───────┐
///                … │ tag count │ tag    │ generation │ stamp │
///                  └───────────┴────────┴────────────┴───────┘
///                    1           4+n      16           16
///   2 variants     ┌───────┬─ for each ─┬────────────┬───────┬─ for each ──────────┬─────────────────┐
///                  │ count │ name       │ generation │ count │ digest │ expires at │ tags, as a page │
///                  └───────┴────────────┴────────────┴───────┴────────┴────────────┴─────────────────┘
///                    1       1+n          16           1       8        8 (ms)
///   3 generation   ┌────┐
///                  │ id │
///                  └────┘
///                    16
/// </code>
/// What cannot have been written by this type (another length, a header that would not be kept) makes the read a miss.
/// </summary>
internal sealed class PageRecordSerializer : ICacheSerializer
{
    private const byte Version = 2;
    private const byte PageKind = 1;
    private const byte VariantsKind = 2;
    private const byte GenerationKind = 3;

    /// <summary>A longer key is not stored; Kestrel's own limits on a request keep it far shorter.</summary>
    public const int MaximumKeyLength = 128 * 1024;

    public string Name => "cachekit.page";

    public void Serialize<T>(T value, IBufferWriter<byte> destination)
    {
        if (value is not PageRecord record)
            throw new ArgumentException($"{typeof(T)} is no page.", nameof(value));
        var writer = new PageRecordWriter(destination);
        writer.WriteByte(Version);
        if (record.Page is { } page)
        {
            writer.WriteByte(PageKind);
            Write(ref writer, page);
        }
        else if (record.Variants is { } variants)
        {
            writer.WriteByte(VariantsKind);
            Write(ref writer, variants);
        }
        else
        {
            writer.WriteByte(GenerationKind);
            writer.WriteGuid(record.Generation.GetValueOrDefault());
        }
    }

    public T? Deserialize<T>(ReadOnlyMemory<byte> data)
    {
        var reader = new PageRecordReader(data.Span);
        if (reader.ReadByte() is var version && version != Version)
            throw new InvalidDataException($"A page of version {version}; this release reads version {Version}.");
        var record = reader.ReadByte() switch
        {
            PageKind => PageRecord.Of(ReadPage(ref reader)),
            VariantsKind => PageRecord.Of(ReadVariants(ref reader)),
            GenerationKind => PageRecord.Of(reader.ReadGuid()),
            var kind => throw new InvalidDataException($"{kind} is no kind of record."),
        };
        reader.End();
        return (T)(object)record;
    }

    private static void Write(ref PageRecordWriter writer, PageEntry page)
    {
        writer.WriteLongText(page.Key);
        Write(ref writer, page.Vary);
        writer.WriteUInt16(checked((ushort)page.StatusCode));
        writer.WriteInt64(page.StoredAt);
        writer.WriteInt32(page.InitialAge);
        writer.WriteInt64(page.Timeout);
        writer.WriteGuid(page.StoredGeneration);
        writer.WriteInt64(page.Stale.WhileRevalidate);
        writer.WriteInt64(page.Stale.IfError);
        writer.WriteInt64(page.ContentLength ?? -1);
        writer.WriteShortText(page.MadeETag ?? "");
        writer.WriteUInt16(checked((ushort)page.Headers.Length));
        foreach (var (name, values) in page.Headers)
        {
            writer.WriteName(name);
            writer.WriteUInt16(checked((ushort)values.Count));
            foreach (var value in values)
                writer.WriteLongText(value ?? "");
        }

        writer.WriteInt32(page.Body.Length);
        writer.WriteBytes(page.Body);
        Write(ref writer, page.Tags);
        writer.WriteGuid(page.Stamp);
    }

    private static void Write(ref PageRecordWriter writer, PageTag[] tags)
    {
        writer.WriteByte(checked((byte)tags.Length));
        foreach (var tag in tags)
        {
            writer.WriteLongText(tag.Name);
            writer.WriteGuid(tag.StoredGeneration);
        }
    }

    private static void Write(ref PageRecordWriter writer, VaryHeaders vary)
    {
        writer.WriteByte(checked((byte)vary.Names.Length));
        foreach (var name in vary.Names)
            writer.WriteShortText(name);
    }

    private static void Write(ref PageRecordWriter writer, PageVariants variants)
    {
        Write(ref writer, variants.Vary);
        writer.WriteGuid(variants.StoredGeneration);
        writer.WriteByte(checked((byte)variants.Known.Length));
        foreach (var (id, expiresAt, tags) in variants.Known)
        {
            writer.WriteInt64(id);
            writer.WriteInt64(expiresAt);
            Write(ref writer, tags);
        }
    }

    private static PageEntry ReadPage(ref PageRecordReader reader)
    {
        var page = new PageEntry
        {
            Key = reader.ReadLongText(MaximumKeyLength),
            Vary = ReadVary(ref reader),
            StatusCode = reader.ReadUInt16(),
            StoredAt = reader.ReadTime(),
            InitialAge = reader.ReadCount(int.MaxValue),
            Timeout = reader.ReadTime(),
            StoredGeneration = reader.ReadGuid(),
            Stale = new(reader.ReadTime(), reader.ReadTime()),
            ContentLength = reader.ReadInt64() is var length and >= 0 ? length : null,
            MadeETag = ReadETag(ref reader),
            Headers = ReadHeaders(ref reader),
            Body = reader.ReadBytes(),
            Tags = ReadTags(ref reader),
            Stamp = reader.ReadGuid(),
        };
        return CanBeSent(page) ? page : throw new InvalidDataException("A page that no server can send.");
    }

    // What a server refuses to send would turn a hit into an error.
    private static bool CanBeSent(PageEntry page) =>
        PageStatus.MayBeStored(page.StatusCode)
        && (page.Body.Length == 0 || (page.ContentLength == page.Body.Length && PageStatus.MayHaveBody(page.StatusCode)));

    private static VaryHeaders ReadVary(ref PageRecordReader reader)
    {
        int count = reader.ReadByte();
        var names = new string[Math.Min(count, VaryHeaders.MaximumCount + 1)];
        for (var i = 0; i < names.Length; i++)
            names[i] = reader.ReadShortText();
        return VaryHeaders.FromStored(names) ?? throw new InvalidDataException("It varies by what are no headers.");
    }

    private static PageVariants ReadVariants(ref PageRecordReader reader)
    {
        var vary = ReadVary(ref reader);
        var generation = reader.ReadGuid();
        int count = reader.ReadByte();
        if (count is 0 or > PageVariants.MaximumCount)
            throw new InvalidDataException($"{count} variants of a page.");
        var known = new PageVariant[count];
        for (var i = 0; i < known.Length; i++)
            known[i] = new(reader.ReadInt64(), reader.ReadTime(), ReadTags(ref reader));
        return new() { Vary = vary, StoredGeneration = generation, Known = known };
    }

    private static string? ReadETag(ref PageRecordReader reader)
    {
        var text = reader.ReadShortText();
        if (text.Length == 0)
            return null;
        return HeaderSyntax.IsValue(text) && EntityTagHeaderValue.TryParse(text, out var eTag) && !eTag.IsWeak && !Validators.IsAny(eTag)
            ? text
            : throw new InvalidDataException("An ETag that was not made for a page.");
    }

    private static KeyValuePair<string, StringValues>[] ReadHeaders(ref PageRecordReader reader)
    {
        var count = reader.ReadUInt16();
        if (count > ReplayedHeaders.MaximumCount)
            throw new InvalidDataException($"{count} headers are too many.");
        var headers = new KeyValuePair<string, StringValues>[count];
        for (var i = 0; i < headers.Length; i++)
        {
            var name = reader.ReadName(HeaderSyntax.MaximumNameLength);
            if (!HeaderSyntax.IsName(name) || !ReplayedHeaders.MayBeKept(name))
                throw new InvalidDataException("A header that is never kept with a page.");
            headers[i] = new(name, ReadValues(ref reader));
        }

        return headers;
    }

    private static PageTag[] ReadTags(ref PageRecordReader reader)
    {
        int count = reader.ReadByte();
        if (count > PageTags.MaximumCount)
            throw new InvalidDataException($"{count} tags are too many.");
        var tags = count == 0 ? [] : new PageTag[count];
        for (var i = 0; i < tags.Length; i++)
        {
            // Up to four bytes for a character.
            var name = reader.ReadLongText(4 * PageTags.MaximumLength);
            tags[i] = new(name, reader.ReadGuid(), null);
        }

        return tags;
    }

    private static StringValues ReadValues(ref PageRecordReader reader)
    {
        var count = reader.ReadUInt16();
        // Each takes at least its length: a count that cannot be true allocates nothing.
        if (count == 0 || count > reader.Left / sizeof(int))
            throw new InvalidDataException($"A header cannot have {count} values.");
        if (count == 1)
            return ReadValue(ref reader);
        var values = new string[count];
        for (var i = 0; i < values.Length; i++)
            values[i] = ReadValue(ref reader);
        return values;
    }

    private static string ReadValue(ref PageRecordReader reader)
    {
        var value = reader.ReadLongText(HeaderSyntax.MaximumValueLength);
        return HeaderSyntax.IsValue(value) ? value : throw new InvalidDataException("A header's value that no server sends.");
    }
}
