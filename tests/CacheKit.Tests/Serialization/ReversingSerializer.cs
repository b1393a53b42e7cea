using System.Buffers;
using System.Text.Json;
using CacheKit.Serialization;

namespace CacheKit.Tests.Serialization;

/// <summary>A serializer that is not ours: JSON backwards, so that nobody else could read it.</summary>
internal sealed class ReversingSerializer(string name = "reversed") : ICacheSerializer
{
    public string Name => name;

    public void Serialize<T>(T value, IBufferWriter<byte> destination)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(value);
        Array.Reverse(json);
        destination.Write(json);
    }

    public T? Deserialize<T>(ReadOnlyMemory<byte> data)
    {
        var json = data.ToArray();
        Array.Reverse(json);
        return JsonSerializer.Deserialize<T>(json);
    }
}
