namespace CacheKit.Tool.Values;

/// <summary>What the command line says that a value is.</summary>
internal enum GivenKind
{
    Text,
    Number,
    Json,

    /// <summary>Bytes in hexadecimal digits.</summary>
    Hex,

    /// <summary>Bytes as they are, out of a file or the input.</summary>
    Bytes,

    Null,
}
