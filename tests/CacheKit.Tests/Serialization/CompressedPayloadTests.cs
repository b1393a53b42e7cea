using System.Buffers;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using CacheKit.Serialization;
using static CacheKit.Tests.Serialization.Payloads;

namespace CacheKit.Tests.Serialization;

public sealed class CompressedPayloadTests
{
    private static readonly string _text = string.Concat(Enumerable.Repeat("To and fro they went. ", 500));

    [Fact]
    public void A_payload_above_the_limit_is_compressed()
    {
        var payload = Write(_text, Compressing);

        Assert.Equal(0xC2, payload[0]);
        Assert.True(payload.Length < _text.Length / 10);
        Assert.Equal(_text, Read<string>(payload));
    }

    [Fact]
    public void The_limit_counts_the_payloads_bytes_and_is_itself_not_above()
    {
        var length = Write(_text).Length;

        Assert.Equal(0x82, Write(_text, new(compressAbove: length))[0]);
        Assert.Equal(0xC2, Write(_text, new(compressAbove: length - 1))[0]);
    }

    [Fact]
    public void The_stated_length_is_that_of_what_follows_the_tag()
    {
        var payload = Write(new byte[300], Compressing);

        Assert.Equal([0xC4, 0xAC, 0x02], payload[..3]);
    }

    [Fact]
    public void What_would_not_become_smaller_is_stored_as_it_is()
    {
        var noise = RandomNumberGenerator.GetBytes(10_000);

        Assert.Equal(Write(noise), Write(noise, Compressing));
        Assert.Equal(Write("x"), Write("x", Compressing));
        Assert.Equal(Write(""), Write("", Compressing));
        Assert.Equal(Write(true), Write(true, Compressing));
    }

    [Fact]
    public void Every_kind_comes_back_compressed()
    {
        AssertCompressed(0xC2, _text, Read<string>);
        AssertCompressed(0xC3, _text + "\uD800", Read<string>);
        AssertCompressed(0xC4, new byte[10_000], Read<byte[]>);
        AssertCompressed(0xC5, new int[10_000], Read<int[]>);

        void AssertCompressed<T>(byte tag, T value, Func<byte[], PayloadSerializer?, T?> read)
        {
            var payload = Write(value, Compressing);
            Assert.Equal(tag, payload[0]);
            Assert.Equal(value, read(payload, null));
        }
    }

    [Fact]
    public void Another_serializers_data_is_compressed_with_its_name()
    {
        var serializer = new PayloadSerializer(new ReversingSerializer(), compressAbove: 100);

        var payload = Write(new int[10_000], serializer);

        Assert.Equal(0xC6, payload[0]);
        Assert.Equal(new int[10_000], Read<int[]>(payload, serializer));
        Assert.Contains("'reversed'", Refusal<int[]>(payload), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_read_compressed_as_object_outlives_the_buffer()
    {
        var payload = Write(Enumerable.Range(0, 1000), Compressing);

        var first = (System.Text.Json.JsonElement)Read<object>(payload)!;
        Read<string>(Write(_text, Compressing));

        Assert.Equal(999, first[999].GetInt32());
    }

    [Fact]
    public void A_bomb_is_refused_without_being_inflated()
    {
        var bomb = Bomb(stated: 1L << 30, actual: 1 << 20);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var reason = Refusal<byte[]>(bomb);

        Assert.Contains("1073741824", reason, StringComparison.Ordinal);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 100_000);
    }

    [Fact]
    public void A_bomb_that_lies_about_its_length_is_stopped_there()
    {
        var bomb = Bomb(stated: 1000, actual: 256 << 20);
        Refusal<byte[]>(bomb);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var reason = Refusal<byte[]>(bomb);

        Assert.Contains("longer than stated", reason, StringComparison.Ordinal);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 100_000);
    }

    [Fact]
    public void A_length_that_the_data_does_not_keep_reserves_little()
    {
        byte[] liar = [0xC4, .. Length(PayloadSerializer.DefaultMaximumDecompressed), .. Brotli(new byte[10])];

        var before = GC.GetAllocatedBytesForCurrentThread();
        Refusal<byte[]>(liar);

        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1_000_000);
    }

    [Fact]
    public void The_maximum_can_be_set_and_holds_exactly()
    {
        var payload = Write(new byte[5000], Compressing);

        Assert.Equal(5000, Read<byte[]>(payload, new(maximumDecompressed: 5000))!.Length);
        Assert.Contains("4999", Refusal<byte[]>(payload, new(maximumDecompressed: 4999)), StringComparison.Ordinal);
    }

    [Fact]
    public void What_could_not_be_decompressed_is_not_compressed() =>
        Assert.Equal(0x84, Write(new byte[5001], new(compressAbove: 10, maximumDecompressed: 5000))[0]);

    [Fact]
    public void Data_that_expands_enormously_still_comes_back()
    {
        var zeros = new byte[8 << 20];

        Assert.Equal(zeros, RoundTrip(zeros, Compressing));
    }

    [Fact]
    public void Every_length_round_trips()
    {
        for (var length = 0; length < 2100; length++)
        {
            var text = _text[..length];
            Assert.Equal(text, RoundTrip(text, Compressing));
        }
    }

    [Fact]
    public void Truncated_data_is_refused_at_every_length()
    {
        var payload = Write(_text, Compressing);

        for (var length = 0; length < payload.Length; length++)
            Refusal<string>(payload[..length]);
    }

    [Fact]
    public void A_wrong_length_is_refused()
    {
        var data = Brotli(new byte[1000]);

        Assert.Equal(1000, Read<byte[]>([0xC4, .. Length(1000), .. data])!.Length);
        foreach (var length in new long[] { 0, 1, 127, 128, 999, 1001, 2000, 100_000, uint.MaxValue, 1L << 34 })
            Refusal<byte[]>([0xC4, .. Length(length), .. data]);
    }

    [Fact]
    public void A_length_without_an_end_is_refused()
    {
        Refusal<byte[]>([0xC4]);
        Refusal<byte[]>([0xC4, 0x80]);
        Refusal<byte[]>([0xC4, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01]);
    }

    [Fact]
    public void Data_after_the_end_is_refused() => Refusal<byte[]>([0xC4, .. Length(1000), .. Brotli(new byte[1000]), 0x00]);

    [Fact]
    public void Compressed_null_and_compressed_integers_are_refused()
    {
        Refusal<string>([0xC1]);
        Refusal<string>([0xC1, 0x00]);
        Refusal<string>([0xC1, 0x00, .. Brotli([])]);
        Refusal<int>([0xC0, 0x02, .. Brotli(Encoding.ASCII.GetBytes("42"))]);
    }

    [Fact]
    public void A_compressed_payload_within_another_is_not_opened()
    {
        var inner = Write(_text, Compressing);

        Assert.Equal(inner, Read<byte[]>([0xC4, .. Length(inner.Length), .. Brotli(inner)]));
    }

    [Fact]
    public void Limits_must_make_sense()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new PayloadSerializer(compressAbove: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PayloadSerializer(maximumDecompressed: 0));
    }

    private static byte[] Bomb(long stated, int actual) => [0xC4, .. Length(stated), .. Brotli(new byte[actual])];

    private static byte[] Brotli(byte[] data)
    {
        var buffer = new byte[BrotliEncoder.GetMaxCompressedLength(data.Length)];
        Assert.True(BrotliEncoder.TryCompress(data, buffer, out var written, quality: 1, window: 22));
        return buffer[..written];
    }

    private static byte[] Length(long length)
    {
        var writer = new ArrayBufferWriter<byte>();
        for (; length > 0x7F; length >>= 7)
            writer.Write([(byte)(length | 0x80)]);
        writer.Write([(byte)length]);
        return writer.WrittenSpan.ToArray();
    }
}
