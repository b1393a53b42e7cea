using System.Buffers;
using System.Collections.Frozen;
using CacheKit.Serialization.Forms;
using CacheKit.Serialization.Json;

namespace CacheKit.Serialization;

/// <summary>The serializers of an alias: one for every type, others for single types.</summary>
internal sealed class SerializerSet
{
    private readonly RegisteredSerializer _default;
    private readonly FrozenDictionary<Type, RegisteredSerializer>? _byType;

    public SerializerSet(ICacheSerializer defaultSerializer, IReadOnlyDictionary<Type, ICacheSerializer>? byType)
    {
        _default = new(defaultSerializer);
        if (byType is null or { Count: 0 })
            return;
        foreach (var type in byType.Keys)
        {
            if (PayloadForms.IsBuiltIn(type))
                throw new ArgumentException(
                    $"{type} is always stored in CacheKit's own form (text, integers and bytes are); it cannot have a serializer of its own.",
                    nameof(byType));
        }

        _byType = byType.ToFrozenDictionary(pair => pair.Key, pair => new RegisteredSerializer(pair.Value));
    }

    /// <summary>Writes tag, name and data.</summary>
    public void Write<T>(T value, IBufferWriter<byte> destination) => For(typeof(T)).Write(value, destination);

    /// <summary>Reads what follows the tag, with the serializer that wrote it, if it is the type's own or the alias's.</summary>
    public bool TryRead<T>(PayloadKind kind, ReadOnlyMemory<byte> data, out T? value, out string? reason)
    {
        // A type that has since been given a serializer of its own still reads what the alias's wrote.
        var serializer = For(typeof(T));
        if (!serializer.Wrote(kind, data.Span))
            serializer = _default;
        if (serializer.Wrote(kind, data.Span))
            return serializer.TryRead(data, out value, out reason);

        value = default;
        reason = $"it was written by {RegisteredSerializer.NameOfWriter(kind, data.Span)}, not by '{For(typeof(T)).Name}'";
        return false;
    }

    /// <summary>Copies values of a type as its serializer would; null where that takes the serializer itself.</summary>
    public ContractCopier<T>? CopierOf<T>() => For(typeof(T)).CopierOf<T>();

    private RegisteredSerializer For(Type type) =>
        _byType is not null && _byType.TryGetValue(type, out var serializer) ? serializer : _default;
}
