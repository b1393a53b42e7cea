using CacheKit.Serialization;
using static CacheKit.Tests.Serialization.Payloads;

namespace CacheKit.Tests.Serialization;

public sealed class UnreadablePayloadTests
{
    [Fact]
    public void An_empty_payload_is_refused()
    {
        Refusal<string>([]);
        Refusal<object>([]);
        Refusal<int?>([]);
        Refusal<byte[]>([]);
    }

    [Fact]
    public void Every_unknown_kind_is_refused_compressed_or_not()
    {
        byte[] known = [.. Enum.GetValues<PayloadKind>().Where(kind => kind != PayloadKind.Integer).Select(kind => PayloadTag.Of(kind).Value)];

        for (var tag = 0x80; tag <= 0xFF; tag++)
        {
            if (known.Contains((byte)(tag & ~0x40)))
                continue;
            Refusal<object>([(byte)tag]);
            Refusal<object>([(byte)tag, 0x31, 0x32]);
            Refusal<string>([(byte)tag, 0x31, 0x32]);
        }
    }

    [Fact]
    public void The_reason_names_an_unknown_kind() => Assert.Contains("63", Refusal<string>([0xBF, 0x31]), StringComparison.Ordinal);

    [Fact]
    public void What_others_store_is_refused()
    {
        Refusal<object>("plain text"u8.ToArray());
        Refusal<object>("éé"u8.ToArray());
        Refusal<object>("東京"u8.ToArray());
        Refusal<object>("{\"json\":true}"u8.ToArray());
        Refusal<object>([0x80, 0x04, 0x95, 0x2E]);
        Refusal<object>([0x1F, 0x8B, 0x08, 0x00]);
    }

    [Fact]
    public void An_integer_is_not_read_as_text_bytes_or_an_object()
    {
        var payload = Write(42);

        Assert.Contains("an integer", Refusal<string>(payload), StringComparison.Ordinal);
        Refusal<bool>(payload);
        Refusal<char>(payload);
        Refusal<byte[]>(payload);
        Refusal<DateTime>(payload);
        Refusal<TimeSpan>(payload);
        Refusal<List<int>>(payload);
        Refusal<IEnumerable<char>>(payload);
    }

    [Fact]
    public void JSON_is_not_read_as_text_bytes_characters_or_enums()
    {
        var payload = Write(DateOnly.MinValue);

        Assert.Contains("JSON", Refusal<string>(payload), StringComparison.Ordinal);
        Refusal<byte[]>(payload);
        Refusal<char>(payload);
        Refusal<DayOfWeek>(payload);
        Refusal<DayOfWeek?>(payload);
        Refusal<ReadOnlyMemory<byte>>(payload);
        Refusal<nint>(Write(1.0));
    }

    [Fact]
    public void The_reason_never_shows_the_value()
    {
        var secret = "4111-1111-1111-1111";

        Assert.DoesNotContain(secret, Refusal<int>(Write(secret)), StringComparison.Ordinal);
        Assert.DoesNotContain(secret, Refusal<DateTime>(Write<string[]>([secret])), StringComparison.Ordinal);
        Assert.DoesNotContain(secret, Refusal<object>(Ascii(secret)), StringComparison.Ordinal);
    }
}
