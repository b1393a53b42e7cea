using static CacheKit.Tests.Serialization.Payloads;

namespace CacheKit.Tests.Serialization;

public sealed class TextPayloadTests
{
    [Theory]
    [InlineData("")]
    [InlineData("42")]
    [InlineData("true")]
    [InlineData("null")]
    [InlineData("NaN")]
    [InlineData("\0")]
    [InlineData("Zürich, 東京, 😀")]
    [InlineData("\uFEFFwith a byte order mark")]
    public void Text_comes_back_as_text(string text)
    {
        Assert.Equal(text, RoundTrip(text));
        Assert.Equal(text, Read<object>(Write(text)));
        Assert.Equal(text, Read<IEnumerable<char>>(Write<IEnumerable<char>>(text)));
    }

    [Fact]
    public void Text_is_stored_as_UTF8_after_its_tag() => Assert.Equal(Tagged(0x82, "é😀"), Write("é😀"));

    [Fact]
    public void Text_with_an_unpaired_surrogate_is_stored_as_UTF16_and_comes_back()
    {
        AssertUtf16("\uD800", [0x83, 0x00, 0xD8]);
        AssertUtf16("a\uDC00", [0x83, 0x61, 0x00, 0x00, 0xDC]);
        AssertUtf16("\uDE00\uD83D", [0x83, 0x00, 0xDE, 0x3D, 0xD8]);

        static void AssertUtf16(string text, byte[] payload)
        {
            Assert.Equal(payload, Write(text));
            Assert.Equal(text, Read<string>(payload));
            Assert.Equal(text, Read<object>(payload));
        }
    }

    [Theory]
    [InlineData(1024)]
    [InlineData(1025)]
    [InlineData(100_000)]
    public void Long_text_comes_back_whether_measured_first_or_not(int length)
    {
        var text = new string('é', length);

        Assert.Equal(text, RoundTrip(text));
        Assert.Equal(text + "\uD800", RoundTrip(text + "\uD800"));
        Assert.Equal(1 + (2 * length), Write(text).Length);
    }

    [Fact]
    public void Text_that_is_not_UTF8_is_refused()
    {
        Refusal<string>([0x82, 0xFF]);
        Refusal<object>([0x82, 0xC3]);
        Refusal<string>([0x82, 0xED, 0xA0, 0x80]);
    }

    [Fact]
    public void UTF16_with_half_a_character_is_refused() => Refusal<string>([0x83, 0x00, 0xD8, 0x41]);

    [Fact]
    public void A_character_comes_back_whatever_it_is()
    {
        for (var character = '\0'; character < char.MaxValue; character++)
            Assert.Equal(character, RoundTrip(character));
        Assert.Equal('x', RoundTrip<char?>('x'));
        Assert.Null(RoundTrip<char?>(null));
    }

    [Fact]
    public void A_character_is_text_of_that_length()
    {
        Assert.Equal("x", Read<string>(Write('x')));
        Refusal<char>(Write("xy"));
        Refusal<char>(Write(""));
        Refusal<char>(Write("😀"));
    }

    [Fact]
    public void Text_is_read_as_nothing_else()
    {
        var payload = Write("42");

        Refusal<int>(payload);
        Refusal<double>(payload);
        Refusal<DayOfWeek>(payload);
        Refusal<byte[]>(payload);
        Refusal<bool>(payload);
        Refusal<Guid>(payload);
        Refusal<List<char>>(payload);
        Refusal<Array>(payload);
    }
}
