namespace CacheKit.Memcached.Protocol.Replies;

/// <summary>A server's refusal.</summary>
/// <param name="Error">What was refused.</param>
/// <param name="Words">The server's words.</param>
/// <param name="EndsConnection">Whether a value may have been left unread, which the server would take for commands.</param>
internal sealed record Refusal(MemcachedError Error, string Words, bool EndsConnection)
{
    public MemcachedServerException ToException(string server) => new($"memcached on {server} refused the call: {Words}", Error);
}
