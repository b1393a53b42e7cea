using CacheKit.Memcached.Protocol.Replies;
using CacheKit.Memcached.Transport;

namespace CacheKit.Memcached.Protocol.Meta;

/// <summary>The error lines of the text protocols.</summary>
internal static class MetaRefusals
{
    /// <summary>Reads an error line; null when it is none.</summary>
    public static Refusal? Read(ReadOnlySpan<byte> line, CommandKind command)
    {
        if (line.SequenceEqual("ERROR"u8))
            return new Refusal(MemcachedError.UnknownCommand, "it does not know the command (the meta protocol needs memcached 1.6)", EndsConnection: true);
        // A server may not have taken the value of a store that it refused, and would take it for commands (CVE-2020-13254).
        if (line.StartsWith("CLIENT_ERROR "u8))
            return new Refusal(ClientError(line), Quotation.Of(line), command == CommandKind.Store);
        if (!line.StartsWith("SERVER_ERROR "u8))
            return null;
        var error = ServerError(line);
        return new Refusal(error, Quotation.Of(line), command == CommandKind.Store && error == MemcachedError.Other);
    }

    private static MemcachedError ClientError(ReadOnlySpan<byte> line)
    {
        if (line.EndsWith("non-numeric value"u8))
            return MemcachedError.NotNumeric;
        return line.EndsWith("unauthenticated"u8) || line.EndsWith("authentication failure"u8) ? MemcachedError.NotAuthenticated : MemcachedError.Other;
    }

    private static MemcachedError ServerError(ReadOnlySpan<byte> line)
    {
        if (line.EndsWith("object too large for cache"u8))
            return MemcachedError.TooLarge;
        return line.EndsWith("out of memory storing object"u8) ? MemcachedError.OutOfMemory : MemcachedError.Other;
    }
}
