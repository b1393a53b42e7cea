namespace CacheKit.Inspection;

/// <summary>A payload, taken apart by its tag.</summary>
/// <param name="Kind">What it holds.</param>
/// <param name="Data">What follows the tag, unpacked; of a serializer's payload what follows the name; all of it when it is unreadable.</param>
internal sealed record StoredValue(StoredKind Kind, ReadOnlyMemory<byte> Data)
{
    /// <summary>A number, text, or JSON as text; null for all other kinds.</summary>
    public string? Text { get; init; }

    /// <summary>The name of the serializer that wrote it.</summary>
    public string? Serializer { get; init; }

    /// <summary>Why it cannot be read.</summary>
    public string? Reason { get; init; }

    public bool IsCompressed { get; init; }

    /// <summary>How many bytes it takes in the store.</summary>
    public int StoredBytes { get; init; }

    public string Hex => Convert.ToHexStringLower(Data.Span);
}
