using System.Globalization;
using CacheKit.Backends;
using StackExchange.Redis;

namespace CacheKit.Redis.Commands;

/// <summary>Counts on the server, which keeps the expiry; it would also make a counter that is missing, so a script asks first.</summary>
internal static class RedisCounter
{
    // The sum is read as text: a number of Lua's is exact only up to 53 bits. What cannot be counted comes back itself, in a
    // list, as far as a number could go; any other failure as it is.
    private const string Script = """
        local kind = redis.call('TYPE', KEYS[1]).ok
        if kind == 'none' then return false end
        if kind ~= 'string' then return {''} end
        local sum = redis.pcall('INCRBY', KEYS[1], ARGV[1])
        if type(sum) == 'number' then return redis.call('GET', KEYS[1]) end
        if string.find(sum.err, 'not an integer') or string.find(sum.err, 'overflow') then return {redis.call('GETRANGE', KEYS[1], 0, 20)} end
        return sum
        """;

    // The client does not know that a script writes, and would have a replica carry it out when the leader is away.
    public static Task<RedisResult> StartAsync(IDatabase database, RedisKey key, long delta) =>
        database.ScriptEvaluateAsync(Script, [key], [delta], CommandFlags.DemandMaster);

    public static IncrementResult Read(RedisResult answer, long delta)
    {
        if (answer.IsNull)
            return new(IncrementStatus.Missing);
        if (answer.Length < 0)
            return new(IncrementStatus.Done, long.Parse(answer.ToString(), CultureInfo.InvariantCulture));
        var reason = CounterText.Add((byte[])answer[0]!, delta);
        // What only memcached counts: spaces after the number.
        return reason.Status == IncrementStatus.Done ? new(IncrementStatus.NotAnInteger) : reason;
    }
}
