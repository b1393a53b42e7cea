using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using CacheKit.Serialization;

namespace CacheKit.Tests.Serialization;

/// <summary>Writes and reads payloads in one line each.</summary>
internal static class Payloads
{
    public static readonly PayloadSerializer Plain = new();

    /// <summary>Compresses whatever becomes smaller by it.</summary>
    public static readonly PayloadSerializer Compressing = new(compressAbove: 0);

    public static byte[] Write<T>(T value, PayloadSerializer? serializer = null)
    {
        var destination = new ArrayBufferWriter<byte>();
        (serializer ?? Plain).Write(value, destination);
        return destination.WrittenSpan.ToArray();
    }

    public static T? Read<T>(byte[] payload, PayloadSerializer? serializer = null)
    {
        var isRead = (serializer ?? Plain).TryRead<T>(payload, out var value, out var reason);
        Assert.True(isRead, reason);
        Assert.Null(reason);
        return value;
    }

    public static T? RoundTrip<T>(T value, PayloadSerializer? serializer = null) => Read<T>(Write(value, serializer), serializer);

    /// <summary>The reason for which a payload is not read.</summary>
    [SuppressMessage("Design", "CA1024", Justification = "It reads.")]
    public static string Refusal<T>(byte[] payload, PayloadSerializer? serializer = null)
    {
        var isRead = (serializer ?? Plain).TryRead<T>(payload, out var value, out var reason);
        Assert.False(isRead, $"It was read as {value}.");
        Assert.Equal(default, value);
        Assert.False(string.IsNullOrEmpty(reason));
        return reason;
    }

    public static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text);

    public static byte[] Tagged(byte tag, string text) => [tag, .. Encoding.UTF8.GetBytes(text)];
}
