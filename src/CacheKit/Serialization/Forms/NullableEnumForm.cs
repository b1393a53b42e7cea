using System.Buffers;

namespace CacheKit.Serialization.Forms;

/// <summary>A nullable enum. Its enum cannot be named as a type argument without reflection, so that its values are boxed.</summary>
internal sealed class NullableEnumForm<T>(Type type) : PayloadForm<T>
{
    public override void Write(T value, IBufferWriter<byte> destination, SerializerSet serializers) =>
        BoxedInteger.From(value!).Write(destination);

    public override bool TryReadInteger(StoredInteger integer, out T? value, out string? reason)
    {
        var boxed = BoxedInteger.ToEnum(integer, type);
        value = (T?)boxed;
        reason = boxed is null ? $"the integer {integer} does not fit {type}" : null;
        return boxed is not null;
    }
}
