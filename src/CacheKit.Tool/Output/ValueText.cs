using System.Globalization;
using CacheKit.Inspection;

namespace CacheKit.Tool.Output;

/// <summary>An entry as people read it.</summary>
internal static class ValueText
{
    /// <summary>The value itself: numbers, text and JSON as they are, all else in hexadecimal digits.</summary>
    public static string Of(StoredValue value, bool isIndented) => value.Kind switch
    {
        StoredKind.Null => "null",
        StoredKind.Json when isIndented => JsonText.Indent(value.Text!),
        StoredKind.Number or StoredKind.Text or StoredKind.Json => value.Text!,
        _ => value.Hex,
    };

    /// <summary>What an entry is, in a line.</summary>
    public static string Describe(StoredEntry entry)
    {
        var value = entry.Value;
        var kind = value switch
        {
            { Serializer: { } name } => $"written by the serializer '{name}', shown in hex",
            { Reason: { } reason } => $"cannot be read ({reason}), shown in hex",
            { Kind: StoredKind.Bytes } => "bytes, shown in hex",
            _ => NameOf(value.Kind),
        };
        var compressed = value.IsCompressed ? ", compressed" : "";
        var tags = entry.Tags == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"; {entry.Tags} tags");
        var life = entry.TimeToLive is { } time
            ? string.Create(CultureInfo.InvariantCulture, $"expires in {time.TotalSeconds:0.###} s")
            : "does not expire";
        return string.Create(CultureInfo.InvariantCulture, $"{kind}; {value.StoredBytes} bytes{compressed}{tags}; {life}");
    }

    public static string NameOf(StoredKind kind) => kind.ToString().ToLowerInvariant();
}
