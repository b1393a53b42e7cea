namespace CacheKit.Memcached.Protocol.Binary;

/// <summary>The commands of the binary protocol that are used (memcached's protocol_binary.h).</summary>
internal enum BinaryOpcode : byte
{
    Get = 0x00,
    Set = 0x01,
    Add = 0x02,
    Replace = 0x03,
    Delete = 0x04,
    Increment = 0x05,
    Decrement = 0x06,
    Flush = 0x08,
    GetQuiet = 0x09,
    NoOperation = 0x0a,
    Version = 0x0b,
    Append = 0x0e,
    Prepend = 0x0f,
    Statistics = 0x10,
    DeleteQuiet = 0x14,
    Touch = 0x1c,
    GetAndTouch = 0x1d,
    GetAndTouchQuiet = 0x1e,
    SaslAuthenticate = 0x21,
}
