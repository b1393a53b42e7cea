using System.Buffers;
using System.Numerics;

namespace CacheKit.Serialization.Forms;

/// <summary>Numbers other than the integers that servers count: written by the serializer, and read from an integer that they hold exactly.</summary>
internal sealed class NumberForm<T> : PayloadForm<T>
    where T : struct, INumber<T>
{
    public override void Write(T value, IBufferWriter<byte> destination, SerializerSet serializers) =>
        serializers.Write(value, destination);

    public override bool TryReadInteger(StoredInteger integer, out T value, out string? reason)
    {
        var whole = integer.ToInt128();
        value = T.CreateSaturating(whole);
        var exact = Int128.CreateSaturating(value) == whole;
        if (exact)
        {
            reason = null;
            return true;
        }

        value = default;
        reason = $"the integer {integer} has no exact {typeof(T)}";
        return false;
    }

    public override bool TryReadSerialized(PayloadKind kind, ReadOnlyMemory<byte> data, SerializerSet serializers, out T value, out string? reason)
    {
        if (!serializers.TryRead(kind, data, out value, out reason))
            return false;

        // A double of 1e300 read as float is infinite only because it does not fit; a stored infinity is a name in quotes.
        if (!T.IsInfinity(value) || kind != PayloadKind.Json || data.Span.Contains((byte)'"'))
            return true;
        value = default;
        reason = $"its number does not fit {typeof(T)}";
        return false;
    }
}
