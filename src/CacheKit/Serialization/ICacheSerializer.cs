using System.Buffers;

namespace CacheKit.Serialization;

/// <summary>
/// Writes and reads values for which CacheKit has no form of its own (text, integers, bytes and null have). Thread-safe.
/// Must never let the data choose the type that is made of it.
/// </summary>
public interface ICacheSerializer
{
    /// <summary>
    /// The name that is kept in the payload, 1 to 32 characters of <c>a</c>–<c>z</c>, <c>0</c>–<c>9</c>, <c>.</c>, <c>-</c>;
    /// a payload of another name is a miss. Change it when the format changes.
    /// </summary>
    string Name { get; }

    /// <summary>Writes a value.</summary>
    /// <typeparam name="T">The type under which the value was stored.</typeparam>
    /// <param name="value">The value, never null.</param>
    /// <param name="destination">Takes the data.</param>
    void Serialize<T>(T value, IBufferWriter<byte> destination);

    /// <summary>Reads a value. What it throws makes the read a miss.</summary>
    /// <typeparam name="T">The type that was asked for.</typeparam>
    /// <param name="data">The data; valid until the call returns.</param>
    T? Deserialize<T>(ReadOnlyMemory<byte> data);
}
