using System.Buffers.Text;
using CacheKit.Backends;
using StackExchange.Redis;

namespace CacheKit.Redis.Commands;

/// <summary>Counts on the server, which keeps the expiry; it would also make a counter that is missing, so a script asks first.</summary>
internal static class RedisCounter
{
    // The sum is read as text: a number of Lua's is exact only up to 53 bits. What cannot be counted comes back itself, as
    // far as a number could go, beside the server's reason.
    private const string Script = """
        local kind = redis.call('TYPE', KEYS[1]).ok
        if kind == 'none' then return false end
        local sum = redis.pcall('INCRBY', KEYS[1], ARGV[1])
        if type(sum) == 'number' then return redis.call('GET', KEYS[1]) end
        return {kind == 'string' and redis.call('GETRANGE', KEYS[1], 0, 20) or '', sum.err}
        """;

    public static Task<RedisResult> StartAsync(IDatabase database, RedisKey key, long delta) =>
        database.ScriptEvaluateAsync(Script, [key], [delta]);

    /// <exception cref="RedisServerException">The server refused for another reason than what is stored.</exception>
    public static IncrementResult Read(RedisResult answer, long delta)
    {
        if (answer.IsNull)
            return new(IncrementStatus.Missing);
        if (answer.Length < 0)
        {
            var sum = (byte[])answer!;
            return Utf8Parser.TryParse(sum, out long value, out int consumed) && consumed == sum.Length
                ? new(IncrementStatus.Done, value)
                : throw new FormatException($"The server counted to {answer}.");
        }

        var reason = CounterText.Add((byte[])answer[0]!, delta);
        if (reason.Status != IncrementStatus.Done)
            return reason;
        string error = answer[1].ToString();
        // Spaces after the number: memcached pads, Redis does not count what is padded.
        return error.Contains("not an integer", StringComparison.Ordinal)
            ? new(IncrementStatus.NotAnInteger)
            : throw new RedisServerException(RedisErrorKind.Unknown, CommandFlags.None, error);
    }
}
