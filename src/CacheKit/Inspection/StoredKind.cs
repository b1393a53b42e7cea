namespace CacheKit.Inspection;

/// <summary>What a stored payload says that it holds; docs/format.md draws each.</summary>
internal enum StoredKind
{
    Null,
    Number,
    Text,
    Json,
    Bytes,

    /// <summary>The bytes of a serializer that names itself.</summary>
    Serialized,

    /// <summary>Damaged, of a kind that this version does not know, or written by something else.</summary>
    Unreadable,
}
