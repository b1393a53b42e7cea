using System.Security.Cryptography;
using CacheKit.Serialization;
using CacheKit.Tags;

namespace CacheKit.Tests.Serialization;

public sealed class ConditionalPayloadTests
{
    private static readonly byte[] _value = [0x82, (byte)'o', (byte)'k'];

    [Fact]
    public void What_is_cut_off_before_its_value_is_damaged()
    {
        byte[] payload = Sample();

        int head = payload.Length - _value.Length;
        for (int length = 1; length <= head; length++)
            Assert.False(ConditionalPayload.TryRead(payload.AsMemory(0, length), out _));
        Assert.True(ConditionalPayload.TryRead(payload.AsMemory(0, head + 1), out _));
    }

    [Fact]
    public void A_time_below_zero_or_more_tags_than_an_entry_can_have_are_damage()
    {
        foreach (int place in new[] { 8, 16, 17 })
        {
            byte[] payload = [.. Sample(), .. new byte[10_000]];
            payload[place] = 0xFF;
            Assert.False(ConditionalPayload.TryRead(payload, out _));
        }
    }

    [Fact]
    public void Any_bytes_are_read_or_refused_without_an_exception()
    {
        for (int round = 0; round < 2000; round++)
        {
            byte[] payload = RandomNumberGenerator.GetBytes(1 + (round % 90));
            payload[0] = 0x87;
            if (ConditionalPayload.TryRead(payload, out var read))
                Assert.NotEqual(0, read.Payload.Length);
        }
    }

    [Fact]
    public void One_within_another_is_not_read_as_a_value()
    {
        Assert.False(new PayloadSerializer().TryRead<string>(Sample(), out _, out string? reason));
        Assert.Contains("stale time", reason!, StringComparison.Ordinal);
    }

    private static byte[] Sample()
    {
        using var written = PooledPayloadWriter.Rent();
        ConditionalPayload.Write(1000, 1000, [new TagMark(1, 2), new TagMark(3, 4)], _value, written);
        return written.WrittenSpan.ToArray();
    }
}
