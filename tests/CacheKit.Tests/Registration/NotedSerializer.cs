using System.Buffers;
using CacheKit.Serialization;

namespace CacheKit.Tests.Registration;

/// <summary>JSON under another name, which notes what it wrote.</summary>
internal sealed class NotedSerializer(string name) : ICacheSerializer
{
    private readonly JsonCacheSerializer _json = new();

    public List<Type> Written { get; } = [];

    public string Name { get; } = name;

    public void Serialize<T>(T value, IBufferWriter<byte> destination)
    {
        Written.Add(typeof(T));
        _json.Serialize(value, destination);
    }

    public T? Deserialize<T>(ReadOnlyMemory<byte> data) => _json.Deserialize<T>(data);
}
