using System.Globalization;
using System.Net;
using CacheKit.Redis.Errors;
using StackExchange.Redis;

namespace CacheKit.Redis.Commands;

/// <summary>
/// The servers of a cluster that have slots now, as one of them says. What the client knows is what it has heard last, and where
/// it asks again, it asks only those that its settings name.
/// </summary>
internal static class ClusterPrimaries
{
    private const int FirstSlots = 8;

    // By a script, since the client lets CLUSTER itself through only for administrators.
    private const string Nodes = "return redis.call('CLUSTER', 'NODES')";

    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(20);

    /// <summary>The primaries, connected as far as they can be reached.</summary>
    /// <exception cref="RedisOutageException">The client does not get to know one of them.</exception>
    public static async ValueTask<IReadOnlyList<IServer>> FindAsync(IConnectionMultiplexer multiplexer, IServer asked, CancellationToken cancellationToken)
    {
        var primaries = Parse(await AskAsync(asked, cancellationToken).ConfigureAwait(false));
        await MeetAsync(multiplexer, primaries, cancellationToken).ConfigureAwait(false);
        return primaries.ConvertAll(primary => Find(multiplexer, primary)
            ?? throw new RedisOutageException($"The primary {primary} of the Redis cluster cannot be reached: check that it runs, and that this address leads there from here.", null));
    }

    /// <summary>Reads the answer to CLUSTER NODES: id, address as <c>ip:port@port,name</c>, flags, five more words, slots.</summary>
    public static List<EndPoint> Parse(string nodes)
    {
        var primaries = new List<EndPoint>();
        foreach (string node in nodes.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] words = node.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            // In brackets is what is on its way from or to it, which somebody has.
            if (words.Length <= FirstSlots || !words[2].Split(',').Contains("master") || words[FirstSlots].StartsWith('['))
                continue;
            string address = words[1].Split('@')[0];
            int colon = address.LastIndexOf(':');
            primaries.Add(
                colon > 0
                && IPAddress.TryParse(address[..colon], out var host)
                && int.TryParse(address.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int port)
                    ? new IPEndPoint(host, port)
                    : throw new RedisOutageException($"A primary of the Redis cluster has no address that leads to it (CLUSTER NODES says '{words[1]}'): check that it runs.", null));
        }

        return primaries;
    }

    private static async ValueTask<string> AskAsync(IServer asked, CancellationToken cancellationToken)
    {
        try
        {
            return (string?)await asked.ExecuteAsync(0, "EVAL", [Nodes, 0], CommandFlags.None).OrGivenUp(cancellationToken).ConfigureAwait(false) ?? "";
        }
        catch (RedisServerException refusal) when (RedisRefusals.IsForbidden(refusal))
        {
            throw new InvalidOperationException(
                $"The Redis cluster does not say which servers it has ({refusal.Message.Trim()}). Allow its user CLUSTER NODES (ACL SETUSER: +cluster|nodes) and EVAL.",
                refusal);
        }
    }

    private static IServer? Find(IConnectionMultiplexer multiplexer, EndPoint endPoint) =>
        Array.Find(multiplexer.GetServers(), server => server.EndPoint.Equals(endPoint));

    /// <summary>Has the client ask which servers there are and connect to them, as long as a call may take: what is out of reach the calls tell.</summary>
    private static async ValueTask MeetAsync(IConnectionMultiplexer multiplexer, List<EndPoint> primaries, CancellationToken cancellationToken)
    {
        if (AreConnected(multiplexer, primaries))
            return;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(multiplexer.TimeoutMilliseconds);
        try
        {
            // It hears of a newcomer the first time and connects to it, or does neither while it is being asked by somebody else.
            while (true)
            {
                await multiplexer.ConfigureAsync().WaitAsync(limit.Token).ConfigureAwait(false);
                if (AreConnected(multiplexer, primaries))
                    return;
                await Task.Delay(_pause, limit.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // One is out of reach.
        }
    }

    private static bool AreConnected(IConnectionMultiplexer multiplexer, List<EndPoint> primaries) =>
        primaries.TrueForAll(primary => Find(multiplexer, primary) is { IsConnected: true });
}
