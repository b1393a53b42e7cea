using System.Diagnostics.CodeAnalysis;
using System.Net;
using CacheKit.Redis.Commands;
using CacheKit.Redis.Configuration;
using StackExchange.Redis;

namespace CacheKit.Redis.Connections;

/// <summary>
/// Where reads go that may be a moment late: to the replicas, each to another, while nothing speaks against one of them; else
/// to the leader, and to a replica only when that cannot be reached.
/// </summary>
/// <remarks>
/// Two things speak against them. A read failed: the client drops a server that stands still only after seconds, and until then
/// each read there would wait for its time limit. Or the leader was lost: when it is back, replicas still have what is removed
/// there, until they copy it again. From then on they are looked at in the background, until all is well. The client chooses
/// among replicas by itself, so all of them are left out for the sake of one.
/// </remarks>
/// <param name="time">The clock of the pauses between looks.</param>
/// <param name="watch">Tells the log; null where nobody does.</param>
internal sealed class ReplicaReads(TimeProvider time, RedisConnectionWatch? watch)
{
    // By a script, since the client lets INFO itself through only for administrators.
    private const string State = "return redis.call('INFO', 'replication')";

    private static readonly TimeSpan _firstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan _longestPause = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly HashSet<IConnectionMultiplexer> _multiplexers = [];
    private volatile CommandFlags _flags = CommandFlags.PreferReplica;
    private bool _isLooking;
    private bool _needsLeader;
    private int _suspicions;

    /// <summary>How the client is told to choose a server for such a read.</summary>
    // hot path: a field
    public CommandFlags Flags => _flags;

    /// <summary>Sees the connections of a multiplexer from now on.</summary>
    public void Join(IConnectionMultiplexer multiplexer)
    {
        lock (_gate)
            _multiplexers.Add(multiplexer);
        multiplexer.ConnectionFailed += OnFailed;
    }

    /// <summary>Sees a multiplexer no more.</summary>
    public void Leave(IConnectionMultiplexer multiplexer)
    {
        multiplexer.ConnectionFailed -= OnFailed;
        lock (_gate)
            _multiplexers.Remove(multiplexer);
    }

    /// <summary>A read failed.</summary>
    public void Suspect() => Suspect(isLeaderLost: false);

    private void Suspect(bool isLeaderLost)
    {
        lock (_gate)
        {
            _flags = CommandFlags.PreferMaster;
            _suspicions++;
            _needsLeader |= isLeaderLost;
            if (_isLooking)
                return;
            _isLooking = true;
        }

        _ = Task.Run(LookAsync);
    }

    private void OnFailed(object? sender, ConnectionFailedEventArgs failed)
    {
        if (failed.ConnectionType == ConnectionType.Interactive && sender is IConnectionMultiplexer multiplexer && !IsReplica(multiplexer, failed.EndPoint))
            Suspect(isLeaderLost: true);
    }

    private static bool IsReplica(IConnectionMultiplexer multiplexer, EndPoint? endPoint) =>
        multiplexer.GetServers().Any(server => server.IsReplica && server.EndPoint.Equals(endPoint));

    private async Task LookAsync()
    {
        bool isTold = false;
        for (var pause = _firstPause; ; pause = pause * 2 < _longestPause ? pause * 2 : _longestPause)
        {
            var (servers, needsLeader, suspicions) = Begin();
            var problem = await FindProblemAsync(servers, needsLeader).ConfigureAwait(false);
            if (problem is null && TryEnd(suspicions))
                break;
            if (problem is not null && !isTold)
                watch?.ReplicasLeftOut(problem);
            isTold |= problem is not null;
            await Task.Delay(pause, time).ConfigureAwait(false);
        }

        if (isTold)
            watch?.ReplicasRead();
    }

    private (IServer[] Servers, bool NeedsLeader, int Suspicions) Begin()
    {
        lock (_gate)
            return ([.. _multiplexers.SelectMany(static multiplexer => multiplexer.GetServers())], _needsLeader, _suspicions);
    }

    /// <summary>Lets replicas be read again, unless something has spoken against them since the look began.</summary>
    private bool TryEnd(int suspicions)
    {
        lock (_gate)
        {
            if (_suspicions != suspicions)
                return false;
            _flags = CommandFlags.PreferReplica;
            return !(_isLooking = _needsLeader = false);
        }
    }

    /// <summary>What speaks against reading the replicas; null when nothing does. Those without a connection the client leaves out itself.</summary>
    private static async Task<string?> FindProblemAsync(IServer[] servers, bool needsLeader)
    {
        // None at all when the application ends.
        if (needsLeader && servers.Length > 0 && !Array.Exists(servers, static server => server.IsConnected && !server.IsReplica))
            return "there is no connection to the leader";
        var replicas = servers.Where(static server => server.IsConnected && server.IsReplica);
        var problems = await Task.WhenAll(replicas.Select(FindProblemAsync)).ConfigureAwait(false);
        return Array.Find(problems, static problem => problem is not null);
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever keeps a replica from answering speaks against it; nobody waits for this task.")]
    private static async Task<string?> FindProblemAsync(IServer replica)
    {
        try
        {
            string state = (string?)await replica.ExecuteAsync(-1, "EVAL", [State, 0], CommandFlags.None).ConfigureAwait(false) ?? "";
            return state.Contains("master_link_status:down", StringComparison.Ordinal) ? $"the replica {RedisEndPoint.Display(replica.EndPoint)} has no link to its leader" : null;
        }
        catch (RedisServerException refusal) when (RedisRefusals.IsForbidden(refusal))
        {
            // It answers; what it copies its user may not know.
            return null;
        }
        catch (Exception failure)
        {
            return $"the replica {RedisEndPoint.Display(replica.EndPoint)} does not answer ({failure.Message})";
        }
    }
}
