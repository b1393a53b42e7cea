using System.Text.Json.Nodes;
using CacheKit.Inspection;

namespace CacheKit.Tool.Output;

/// <summary>An entry as scripts get it.</summary>
internal static class ValueDocument
{
    public static void Describe(StoredEntry entry, JsonObject document)
    {
        var value = entry.Value;
        document["kind"] = ValueText.NameOf(value.Kind);
        switch (value.Kind)
        {
            case StoredKind.Number or StoredKind.Json:
                document["value"] = JsonNode.Parse(value.Text!);
                break;
            case StoredKind.Text when IsWhole(value.Text!):
                document["value"] = value.Text;
                break;
            case StoredKind.Null:
                document["value"] = null;
                break;
            default:
                document["hex"] = value.Hex;
                break;
        }

        if (value.Serializer is { } serializer)
            document["serializer"] = serializer;
        if (value.Reason is { } reason)
            document["reason"] = reason;
        document["storedBytes"] = value.StoredBytes;
        document["compressed"] = value.IsCompressed;
        document["tags"] = entry.Tags;
        document["expiresInSeconds"] = entry.TimeToLive is { } time ? Math.Round(time.TotalSeconds, 3) : null;
    }

    // Half of a surrogate pair cannot stand in JSON: such text is shown as its bytes.
    private static bool IsWhole(string text)
    {
        for (var index = 0; index < text.Length; index++)
        {
            if (char.IsSurrogate(text[index]) && !(char.IsSurrogatePair(text, index) && ++index > 0))
                return false;
        }

        return true;
    }
}
