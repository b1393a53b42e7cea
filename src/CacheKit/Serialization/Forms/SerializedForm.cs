using System.Buffers;
using CacheKit.Serialization.Json;

namespace CacheKit.Serialization.Forms;

/// <summary>Every type that has no form of its own: a serializer writes and reads it.</summary>
internal sealed class SerializedForm<T> : PayloadForm<T>
{
    public override void Write(T value, IBufferWriter<byte> destination, SerializerSet serializers) =>
        serializers.Write(value, destination);

    public override ContractCopier<T>? CopierIn(SerializerSet serializers) => serializers.CopierOf<T>();

    public override bool TryReadSerialized(PayloadKind kind, ReadOnlyMemory<byte> data, SerializerSet serializers, out T? value, out string? reason) =>
        serializers.TryRead(kind, data, out value, out reason);
}
