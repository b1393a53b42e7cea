using System.Diagnostics.CodeAnalysis;
using System.Net;
using CacheKit.Redis.Configuration;
using CacheKit.Redis.Diagnostics;
using CacheKit.Redis.Errors;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using Sentence = CacheKit.Diagnostics.Sentence;

namespace CacheKit.Redis.Connections;

/// <summary>
/// Tells the log when a server is lost and when it is there again, once for each change: the client reports every
/// connection and every attempt, in whatever order its threads come.
/// </summary>
/// <param name="alias">The alias.</param>
/// <param name="servers">The servers as the settings name them, without secrets.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
internal sealed class RedisConnectionWatch(string alias, string servers, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan _faultPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(500);

    // By server those of several multiplexers that have no connection to it; what is here was told. This itself stands for all
    // that have not joined: of those that come to nothing nobody hears again, and each attempt makes new ones.
    private readonly Dictionary<string, HashSet<object>> _away = new(StringComparer.Ordinal);
    private readonly HashSet<object> _joined = [];
    private readonly HashSet<(object Multiplexer, string Server)> _asked = [];
    private readonly Lock _gate = new();
    private long? _lastFault;

    /// <summary>Sees every attempt of a client to connect, the first ones too.</summary>
    public void WatchAttempts(ConfigurationOptions client) => client.ConnectionAttemptCompleted += OnAttempt;

    /// <summary>Sees the connections of a multiplexer from now on.</summary>
    public void Join(IConnectionMultiplexer multiplexer)
    {
        lock (_gate)
            _joined.Add(multiplexer);
        multiplexer.ConnectionFailed += OnFailed;
        multiplexer.ConnectionRestored += OnRestored;
        multiplexer.InternalError += OnInternalError;
        Appeared(this, servers);
        foreach (var server in multiplexer.GetServers())
        {
            if (server.IsConnected)
                Appeared(multiplexer, NameOf(server.EndPoint));
            else
                Lost(multiplexer, NameOf(server.EndPoint), RedisErrors.Describe(ConnectionFailureType.UnableToConnect, null));
            Appeared(this, NameOf(server.EndPoint));
        }
    }

    /// <summary>Sees a multiplexer no more.</summary>
    public void Leave(IConnectionMultiplexer multiplexer)
    {
        multiplexer.ConnectionFailed -= OnFailed;
        multiplexer.ConnectionRestored -= OnRestored;
        multiplexer.InternalError -= OnInternalError;
        lock (_gate)
            _joined.Remove(multiplexer);
    }

    /// <summary>No multiplexer could be made at all.</summary>
    public void Failed(Exception failure) => Lost(this, servers, failure.Message);

    /// <summary>Replicas are not read for now; said once until they are.</summary>
    /// <param name="problem">What speaks against which of them.</param>
    public void ReplicasLeftOut(string problem) => Log.ReplicasLeftOut(logger, alias, problem);

    /// <summary>They are read again.</summary>
    public void ReplicasRead() => Log.ReplicasRead(logger, alias);

    private void OnAttempt(object? sender, ConnectionAttemptCompletedEventArgs attempt)
    {
        if (RedisErrors.Of(attempt) is { } failure)
        {
            if (!IsConnected(sender, attempt.EndPoint))
                Lost(sender, NameOf(attempt.EndPoint), failure.Message);
        }
        else if (attempt is { IsSuccess: true, ConnectionType: ConnectionType.Interactive })
        {
            SeeWhetherItAnswers(sender, attempt.EndPoint);
        }
    }

    private void OnFailed(object? sender, ConnectionFailedEventArgs failed)
    {
        if (failed.ConnectionType == ConnectionType.Interactive && !IsConnected(sender, failed.EndPoint))
            Lost(sender, NameOf(failed.EndPoint), RedisErrors.Describe(failed.FailureType, failed.Exception));
    }

    private void OnRestored(object? sender, ConnectionFailedEventArgs restored)
    {
        if (restored.ConnectionType == ConnectionType.Interactive)
            SeeWhetherItAnswers(sender, restored.EndPoint);
    }

    private void OnInternalError(object? sender, InternalErrorEventArgs fault)
    {
        lock (_gate)
        {
            if (_lastFault is { } last && time.GetElapsedTime(last) < _faultPause)
                return;
            _lastFault = time.GetTimestamp();
        }

        Log.ClientFault(logger, alias, fault.Origin ?? "", fault.Exception);
    }

    // An event may come so late that the next connection is there already.
    private static bool IsConnected(object? multiplexer, EndPoint? endPoint) =>
        multiplexer is IConnectionMultiplexer known && known.GetServers().Any(server => server.IsConnected && server.EndPoint.Equals(endPoint));

    /// <summary>
    /// A connection alone says little: while a server loads its data, or its system takes connections for it, they come and go
    /// several times a second. What was told as lost is told as there when it has answered.
    /// </summary>
    private void SeeWhetherItAnswers(object? sender, EndPoint? endPoint)
    {
        if (sender is not IConnectionMultiplexer multiplexer || endPoint is null)
            return;
        lock (_gate)
        {
            if (!_joined.Contains(multiplexer)
                || !_away.TryGetValue(NameOf(endPoint), out var without)
                || !without.Contains(multiplexer)
                || !_asked.Add((multiplexer, NameOf(endPoint))))
                return;
        }

        _ = Task.Run(() => AskAsync(multiplexer, endPoint));
    }

    private async Task AskAsync(IConnectionMultiplexer multiplexer, EndPoint endPoint)
    {
        while (!await AnswersAsync(multiplexer, endPoint).ConfigureAwait(false))
            await Task.Delay(_pause, time).ConfigureAwait(false);
        lock (_gate)
            _asked.Remove((multiplexer, NameOf(endPoint)));
        Appeared(multiplexer, NameOf(endPoint));
    }

    /// <summary>Whether it answers, or nobody wants to know any more.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever keeps the server from answering, it is asked again; nobody waits for this task.")]
    private async Task<bool> AnswersAsync(IConnectionMultiplexer multiplexer, EndPoint endPoint)
    {
        try
        {
            await multiplexer.GetServer(endPoint).PingAsync().ConfigureAwait(false);
            return true;
        }
        catch (Exception)
        {
            lock (_gate)
                return !_joined.Contains(multiplexer);
        }
    }

    private void Lost(object? multiplexer, string server, string problem)
    {
        lock (_gate)
        {
            object known = multiplexer is not null && _joined.Contains(multiplexer) ? multiplexer : this;
            if (_away.TryGetValue(server, out var without))
            {
                without.Add(known);
                return;
            }

            _away[server] = [known];
        }

        Log.Disconnected(logger, alias, server, Sentence.Of(problem));
    }

    private void Appeared(object multiplexer, string server)
    {
        lock (_gate)
        {
            if (!_away.TryGetValue(server, out var without) || !without.Remove(multiplexer) || without.Count > 0)
                return;
            _away.Remove(server);
        }

        Log.Connected(logger, alias, server);
    }

    private string NameOf(EndPoint? endPoint) => endPoint is null ? servers : RedisEndPoint.Display(endPoint);
}
