using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using CacheKit.Serialization.Json;

namespace CacheKit.Serialization;

/// <summary>A serializer and how its payloads begin: JSON by its tag alone, all others with their names.</summary>
internal sealed class RegisteredSerializer
{
    private const int MaximumNameLength = 32;

    private static readonly SearchValues<char> _nameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789.-");

    private readonly ICacheSerializer _serializer;

    // Kept by its own type: its calls need no look-up of a generic interface method.
    private readonly JsonCacheSerializer? _json;

    // Tag, then for a named one the length of its name and the name.
    private readonly byte[] _header;

    public RegisteredSerializer(ICacheSerializer serializer)
    {
        ArgumentNullException.ThrowIfNull(serializer);
        _serializer = serializer;
        _json = serializer as JsonCacheSerializer;
        Name = serializer.Name;
        if (!IsName(Name))
            throw new ArgumentException(
                $"The name of the serializer {serializer.GetType()} must be 1 to {MaximumNameLength} characters of a–z, 0–9, '.' and '-'.",
                nameof(serializer));
        _header = _json is not null
            ? [PayloadTag.Of(PayloadKind.Json).Value]
            : [PayloadTag.Of(PayloadKind.Named).Value, (byte)Name.Length, .. Encoding.ASCII.GetBytes(Name)];
    }

    public string Name { get; }

    // What stands between the tag and the data.
    private ReadOnlySpan<byte> Preamble => _header.AsSpan(1);

    /// <summary>See <see cref="JsonCacheSerializer.CopierOf"/>; null for every other serializer.</summary>
    public ContractCopier<T>? CopierOf<T>() => _json?.CopierOf<T>();

    public void Write<T>(T value, IBufferWriter<byte> destination)
    {
        destination.Write(_header);
        if (_json is not null)
            _json.Serialize(value, destination);
        else
            _serializer.Serialize(value, destination);
    }

    /// <summary>Whether a payload is this serializer's.</summary>
    public bool Wrote(PayloadKind kind, ReadOnlySpan<byte> data) =>
        kind == PayloadKind.Json ? _json is not null : _json is null && data.StartsWith(Preamble);

    /// <summary>Reads what follows the tag of a payload that this serializer wrote.</summary>
    public bool TryRead<T>(ReadOnlyMemory<byte> data, out T? value, out string? reason)
    {
        try
        {
            value = _json is not null
                ? _json.Deserialize<T>(data)
                : _serializer.Deserialize<T>(data[Preamble.Length..]);
            reason = null;
            return true;
        }
        // What converters, constructors and serializers of others throw at bad data cannot be foreseen; only a machine
        // that has no memory left is not the payload's doing.
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            value = default;
            reason = $"'{Name}' could not read it as {typeof(T)}: {exception.GetType().Name}: {exception.Message}";
            return false;
        }
    }

    /// <summary>Who wrote a payload, for the log: never more of the payload than a name that is one.</summary>
    public static string NameOfWriter(PayloadKind kind, ReadOnlySpan<byte> data)
    {
        if (kind == PayloadKind.Json)
            return "'json'";
        return TryReadName(data, out var name) ? $"'{name}'" : "a serializer without a valid name";
    }

    /// <summary>The name that the data of a payload begins with.</summary>
    public static bool TryReadName(ReadOnlySpan<byte> data, [NotNullWhen(true)] out string? name)
    {
        var length = data is [var first, ..] ? first : 0;
        name = length < data.Length ? Encoding.ASCII.GetString(data.Slice(1, length)) : "";
        if (!IsName(name))
            name = null;
        return name is not null;
    }

    private static bool IsName(string name) =>
        name is { Length: >= 1 and <= MaximumNameLength } && !name.AsSpan().ContainsAnyExcept(_nameCharacters);
}
