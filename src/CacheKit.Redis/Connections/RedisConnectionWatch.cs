using System.Net;
using CacheKit.Redis.Configuration;
using CacheKit.Redis.Diagnostics;
using CacheKit.Redis.Errors;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

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

    // By server those of several multiplexers that have no connection to it; what is here was told.
    private readonly Dictionary<string, HashSet<object>> _away = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private long? _lastFault;

    /// <summary>Sees every attempt of a client to connect, the first ones too.</summary>
    public void WatchAttempts(ConfigurationOptions client) => client.ConnectionAttemptCompleted += OnAttempt;

    /// <summary>Sees the connections of a multiplexer from now on.</summary>
    public void Join(IConnectionMultiplexer multiplexer)
    {
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
        }
    }

    /// <summary>Sees a multiplexer no more.</summary>
    public void Leave(IConnectionMultiplexer multiplexer)
    {
        multiplexer.ConnectionFailed -= OnFailed;
        multiplexer.ConnectionRestored -= OnRestored;
        multiplexer.InternalError -= OnInternalError;
    }

    /// <summary>No multiplexer could be made at all.</summary>
    public void Failed(Exception failure) => Lost(this, servers, failure.Message);

    private void OnAttempt(object? sender, ConnectionAttemptCompletedEventArgs attempt)
    {
        if (RedisErrors.Of(attempt) is { } failure)
        {
            if (!IsConnected(sender, attempt.EndPoint))
                Lost(sender, NameOf(attempt.EndPoint), failure.Message);
        }
        else if (attempt is { IsSuccess: true, ConnectionType: ConnectionType.Interactive })
        {
            Appeared(sender, NameOf(attempt.EndPoint));
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
            Appeared(sender, NameOf(restored.EndPoint));
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

    private void Lost(object? multiplexer, string server, string problem)
    {
        lock (_gate)
        {
            if (_away.TryGetValue(server, out var without))
            {
                without.Add(multiplexer ?? this);
                return;
            }

            _away[server] = [multiplexer ?? this];
        }

        Log.Disconnected(logger, alias, server, problem);
    }

    private void Appeared(object? multiplexer, string server)
    {
        lock (_gate)
        {
            if (!_away.TryGetValue(server, out var without) || !without.Remove(multiplexer ?? this) || without.Count > 0)
                return;
            _away.Remove(server);
        }

        Log.Connected(logger, alias, server);
    }

    private string NameOf(EndPoint? endPoint) => endPoint is null ? servers : RedisEndPoint.Display(endPoint);
}
