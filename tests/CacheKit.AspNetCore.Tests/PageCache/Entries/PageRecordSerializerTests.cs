using System.Buffers;
using CacheKit.AspNetCore.Http;
using CacheKit.AspNetCore.PageCache.Entries;
using CacheKit.AspNetCore.PageCache.Keys;
using CacheKit.AspNetCore.PageCache.Responses;
using CsCheck;
using Microsoft.Extensions.Primitives;

namespace CacheKit.AspNetCore.Tests.PageCache.Entries;

public sealed class PageRecordSerializerTests
{
    private static readonly PageRecordSerializer _serializer = new();

    [Theory]
    [InlineData("page-2")]
    [InlineData("variants-2")]
    [InlineData("generation-2")]
    public void What_an_earlier_release_wrote_is_read(string name)
    {
        var golden = Golden(name);

        var record = _serializer.Deserialize<PageRecord>(golden);

        AssertSame(Example(name), record);
    }

    [Theory]
    [InlineData("page-2")]
    [InlineData("variants-2")]
    [InlineData("generation-2")]
    public void The_format_is_the_one_that_is_written_down(string name) =>
        Assert.Equal(Convert.ToHexString(Golden(name)), Convert.ToHexString(Write(Example(name))));

    [Fact]
    public void A_page_is_read_back_as_it_was()
    {
        var text = Gen.String[Gen.Char[' ', '~'], 0, 40];
        var name = Gen.String[Gen.Char['a', 'z'], 1, 20].Where(ReplayedHeaders.MayBeKept);
        var header = Gen.Select(name, text.Array[1, 3], static (key, values) => new KeyValuePair<string, StringValues>(key, values));
        Gen.Select(Gen.String, header.Array[0, 8], Gen.Byte.Array[0, 300], Gen.Long[0, 4_000_000_000_000], Gen.Int[0, int.MaxValue]).Sample((key, headers, body, time, age) =>
        {
            var page = Page(key, headers, body, time, age);
            // What cannot be written as UTF-8 is not the same key when it comes back, so such a page is never found.
            if (key == System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(key)))
                AssertSame(PageRecord.Of(page), _serializer.Deserialize<PageRecord>(Write(PageRecord.Of(page))));
        });
    }

    [Theory]
    [InlineData("page-2")]
    [InlineData("variants-2")]
    [InlineData("generation-2")]
    public void What_is_cut_off_anywhere_is_refused(string name)
    {
        var whole = Golden(name);
        for (var length = 0; length < whole.Length; length++)
            Assert.ThrowsAny<Exception>(() => _serializer.Deserialize<PageRecord>(whole.AsMemory(0, length)));
        Assert.ThrowsAny<Exception>(() => _serializer.Deserialize<PageRecord>(whole.Append((byte)0).ToArray()));
    }

    [Fact]
    public void A_length_that_cannot_be_true_allocates_nothing()
    {
        var huge = Golden("page-2");
        // The key's length, right after version and kind.
        huge.AsSpan(2, 4).Fill(0x7F);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Throws<InvalidDataException>(() => _serializer.Deserialize<PageRecord>(huge));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Fact]
    public void Whatever_bits_are_changed_what_is_read_can_be_sent()
    {
        var golden = Golden("page-2");
        Gen.Select(Gen.Int[0, golden.Length - 1], Gen.Byte).Sample((at, value) =>
        {
            var tampered = golden.ToArray();
            tampered[at] = value;
            try
            {
                if (_serializer.Deserialize<PageRecord>(tampered)?.Page is { } page)
                    AssertCanBeSent(page);
            }
            catch (Exception exception) when (exception is InvalidDataException or IndexOutOfRangeException or ArgumentException)
            {
                // A miss.
            }
        });
    }

    [Theory]
    [InlineData("Set-Cookie", "a=b")]
    [InlineData("Transfer-Encoding", "chunked")]
    [InlineData("Connection", "close")]
    [InlineData("Content-Length", "3")]
    [InlineData("X-A", "a\r\nSet-Cookie: a=b")]
    [InlineData("X-A", "a\nb")]
    [InlineData("X-A", "a\0b")]
    [InlineData("X-A", "Zoë")]
    [InlineData("X A", "a")]
    [InlineData("X-A:", "a")]
    [InlineData("", "a")]
    public void A_header_that_is_never_kept_makes_the_page_a_miss(string name, string value) =>
        Assert.ThrowsAny<Exception>(() => _serializer.Deserialize<PageRecord>(
            Write(PageRecord.Of(Page("key", [new(name, value)], [1], 1, 0)))));

    [Theory]
    [InlineData(199)]
    [InlineData(206)]
    [InlineData(304)]
    [InlineData(600)]
    [InlineData(204)]
    public void A_status_that_no_stored_page_has_makes_it_a_miss(int status) =>
        Assert.Throws<InvalidDataException>(() => _serializer.Deserialize<PageRecord>(
            Write(PageRecord.Of(Page("key", [], [1], 1, 0, status)))));

    [Theory]
    [InlineData(-1)]
    [InlineData(long.MaxValue / TimeSpan.TicksPerMillisecond / 3)]
    [InlineData(long.MaxValue)]
    public void A_time_that_cannot_be_added_up_makes_it_a_miss(long time) =>
        Assert.Throws<InvalidDataException>(() => _serializer.Deserialize<PageRecord>(
            Write(PageRecord.Of(Page("key", [], [1], time, 0)))));

    [Theory]
    [InlineData(0)]
    [InlineData(PageVariants.MaximumCount + 1)]
    public void More_variants_than_are_kept_are_a_miss(int count)
    {
        var golden = Golden("variants-2");
        // A digest, an expiry and no tags: the last of them.
        const int length = 17;
        var countAt = Array.LastIndexOf(golden, (byte)2, golden.Length - length);
        var variants = new byte[countAt + 1 + (count * length)];
        golden.AsSpan(0, countAt).CopyTo(variants);
        variants[countAt] = (byte)count;

        Assert.Throws<InvalidDataException>(() => _serializer.Deserialize<PageRecord>(variants));
    }

    [Theory]
    [InlineData("made")]
    [InlineData("*")]
    [InlineData("W/\"made\"")]
    [InlineData("\"made\", \"other\"")]
    [InlineData("\"made\"\r\nSet-Cookie: a=b")]
    public void An_ETag_that_was_not_made_for_a_page_makes_it_a_miss(string eTag) =>
        Assert.Throws<InvalidDataException>(() => _serializer.Deserialize<PageRecord>(
            Write(PageRecord.Of(Page("key", [], [1], 1, 0, eTag: eTag)))));

    [Fact]
    public void Another_version_is_a_miss()
    {
        var golden = Golden("page-2");
        golden[0] = 3;
        Assert.Throws<InvalidDataException>(() => _serializer.Deserialize<PageRecord>(golden));
    }

    private static PageRecord Example(string name) => name switch
    {
        "page-2" => PageRecord.Of(new PageEntry
        {
            Key = "page:3:GET4:http1x7:example2:/é--0:;6:accept1x4:text",
            Vary = Vary("accept"),
            StatusCode = 200,
            Headers = [new("Content-Type", "text/html"), new("Link", new StringValues(["</a>", "</b>"]))],
            Body = [0x68, 0x69, 0x00, 0xFF],
            ContentLength = 4,
            MadeETag = "\"made\"",
            StoredAt = 1_777_863_721_000,
            InitialAge = 7,
            Timeout = 600_000,
            Stale = new(WhileRevalidate: 30_000, IfError: 86_400_000),
            StoredGeneration = new Guid("00112233-4455-6677-8899-aabbccddeeff"),
            Tags = [new("MAP", new Guid("ffeeddcc-bbaa-9988-7766-554433221100"), null), new("TERRITORY:É", new Guid("0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"), null)],
            Stamp = new Guid("8899aabb-ccdd-eeff-0011-223344556677"),
        }),
        "variants-2" => PageRecord.Of(new PageVariants
        {
            Vary = Vary("accept-language, x-a"),
            StoredGeneration = new Guid("00112233-4455-6677-8899-aabbccddeeff"),
            Known =
            [
                new(0x0123456789ABCDEF, 1_777_863_721_000, [new("MAP", new Guid("ffeeddcc-bbaa-9988-7766-554433221100"), null)]),
                new(-1, 1_777_863_722_000, []),
            ],
        }),
        _ => PageRecord.Of(new Guid("00112233-4455-6677-8899-aabbccddeeff")),
    };

    private static PageEntry Page(string key, KeyValuePair<string, StringValues>[] headers, byte[] body, long time, int age, int status = 200, string? eTag = null) => new()
    {
        Key = key,
        Vary = VaryHeaders.None,
        StatusCode = status,
        Headers = headers,
        Body = body,
        ContentLength = body.Length == 0 ? null : body.Length,
        MadeETag = eTag,
        StoredAt = time,
        InitialAge = age,
        Timeout = time,
        StoredGeneration = new Guid("00112233-4455-6677-8899-aabbccddeeff"),
    };

    private static VaryHeaders Vary(string text)
    {
        Assert.True(VaryHeaders.TryRead(text, out var vary));
        return vary;
    }

    private static byte[] Write(PageRecord record)
    {
        var buffer = new ArrayBufferWriter<byte>();
        _serializer.Serialize(record, buffer);
        return buffer.WrittenSpan.ToArray();
    }

    private static byte[] Golden(string name)
    {
        using var stream = typeof(PageRecordSerializerTests).Assembly.GetManifestResourceStream($"Golden/{name}.bin")!;
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }

    private static void AssertSame(PageRecord expected, PageRecord? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(expected.Generation, actual.Generation);
        Assert.Equal(
            (expected.Variants?.Vary, expected.Variants?.StoredGeneration, expected.Variants?.Generation),
            (actual.Variants?.Vary, actual.Variants?.StoredGeneration, actual.Variants?.Generation));
        Assert.Equal(expected.Variants?.Known.Select(static variant => (variant.Id, variant.ExpiresAt)), actual.Variants?.Known.Select(static variant => (variant.Id, variant.ExpiresAt)));
        Assert.Equal(expected.Variants?.Known.SelectMany(static variant => variant.Tags), actual.Variants?.Known.SelectMany(static variant => variant.Tags));
        if (expected.Page is not { } page)
        {
            Assert.Null(actual.Page);
            return;
        }

        Assert.NotNull(actual.Page);
        Assert.Equal(
            (page.Key, page.Vary, page.StatusCode, page.ContentLength, page.MadeETag, page.StoredAt, page.InitialAge, page.Timeout, page.StoredGeneration),
            (actual.Page.Key, actual.Page.Vary, actual.Page.StatusCode, actual.Page.ContentLength, actual.Page.MadeETag, actual.Page.StoredAt, actual.Page.InitialAge, actual.Page.Timeout, actual.Page.StoredGeneration));
        Assert.Equal(page.Headers, actual.Page.Headers);
        Assert.Equal(page.Body, actual.Page.Body);
        Assert.Equal(page.Tags, actual.Page.Tags);
        Assert.Equal(page.Stale, actual.Page.Stale);
        Assert.Equal(page.Stamp, actual.Page.Stamp);
    }

    private static void AssertCanBeSent(PageEntry page)
    {
        Assert.InRange(page.StatusCode, 200, 599);
        Assert.All(page.Headers, static header =>
        {
            Assert.True(ReplayedHeaders.MayBeKept(header.Key) && HeaderSyntax.IsName(header.Key));
            Assert.All(header.Value, static value => Assert.True(HeaderSyntax.IsValue(value)));
        });
        Assert.True(page.Body.Length == 0 || page.ContentLength == page.Body.Length);
        _ = TimeSpan.FromMilliseconds(page.Timeout);
        _ = page.AgeAt(DateTimeOffset.UnixEpoch);
    }
}
