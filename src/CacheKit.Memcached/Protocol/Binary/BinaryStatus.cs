using CacheKit.Memcached.Protocol.Replies;
using CacheKit.Memcached.Transport;

namespace CacheKit.Memcached.Protocol.Binary;

/// <summary>The statuses of the binary protocol that are no success.</summary>
internal static class BinaryStatus
{
    private const int NotFound = 0x01;
    private const int Exists = 0x02;
    private const int TooLarge = 0x03;
    private const int NotStored = 0x05;
    private const int NotNumeric = 0x06;
    private const int NotAuthenticated = 0x20;
    private const int ContinueAuthentication = 0x21;
    private const int UnknownCommand = 0x81;
    private const int OutOfMemory = 0x82;

    /// <summary>What a status says; refused when it is an error.</summary>
    // Add and replace are told apart by it: add finds the key there, replace does not.
    public static ReplyStatus Of(int status, CommandKind command) => (status, command) switch
    {
        (NotFound, CommandKind.Get or CommandKind.GetMany) => ReplyStatus.Miss,
        (NotFound, _) => ReplyStatus.NotFound,
        (Exists, _) => ReplyStatus.Changed,
        (NotStored, _) => ReplyStatus.NotStored,
        _ => ReplyStatus.Refused,
    };

    public static Refusal Refusal(int status, ReadOnlySpan<byte> words) => new(
        status switch
        {
            TooLarge => MemcachedError.TooLarge,
            NotNumeric => MemcachedError.NotNumeric,
            NotAuthenticated or ContinueAuthentication => MemcachedError.NotAuthenticated,
            UnknownCommand => MemcachedError.UnknownCommand,
            OutOfMemory => MemcachedError.OutOfMemory,
            _ => MemcachedError.Other,
        },
        words.IsEmpty ? $"status 0x{status:x2}" : Quotation.Of(words),
        EndsConnection: false);
}
