using System.Buffers;
using System.Text.Json;
using CacheKit.Serialization;

namespace CacheKit.Documentation.Tests.World;

/// <summary>A serializer of somebody's own.</summary>
/// <param name="name">Its name.</param>
public abstract class OwnSerializer(string name) : ICacheSerializer
{
    /// <inheritdoc/>
    public string Name { get; } = name;

    /// <inheritdoc/>
    public void Serialize<T>(T value, IBufferWriter<byte> destination) => destination.Write(JsonSerializer.SerializeToUtf8Bytes(value));

    /// <inheritdoc/>
    public T? Deserialize<T>(ReadOnlyMemory<byte> data) => JsonSerializer.Deserialize<T>(data.Span);
}
