using StackExchange.Redis;

namespace CacheKit.Redis.Configuration;

/// <summary>How the client connects, and how long it waits.</summary>
internal static class RedisClientOptions
{
    /// <summary>
    /// How long a call may take. Less than the two seconds after which pages go on without their cache: the client says better
    /// what was wrong.
    /// </summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(1.5);

    /// <summary>How long making a connection may take.</summary>
    public static readonly TimeSpan DefaultConnectTimeout = TimeSpan.FromSeconds(3);

    private const string DefaultName = "CacheKit";

    // A try in vain costs a packet; a server that is back is found in so much at the latest.
    private const int FirstRetry = 250;
    private const int LongestRetry = 2000;

    // Nobody announces that a replica has become the leader: each server is asked so often what it is (INFO replication).
    private const int RoleCheckSeconds = 5;

    // Limits are looked at with each heartbeat: a call may take so much longer than its limit.
    private static readonly TimeSpan _longestHeartbeat = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan _shortestHeartbeat = TimeSpan.FromMilliseconds(50);

    /// <summary>The client's options; null when something is wrong, which is reported.</summary>
    public static ConfigurationOptions? Make(RedisLocation location, RedisSettingSource source)
    {
        var client = location.Native?.MakeOptions() ?? new ConfigurationOptions();
        foreach (var endPoint in location.EndPoints)
            client.EndPoints.Add(endPoint);
        client.ClientName = source.GetText(RedisOptionNames.ClientName) ?? DefaultName;
        SetAccess(client, source);
        SetTimes(client, source);
        SetBehaviour(client, location.Native);
        bool isRight = SetProtocol(client, source) & RedisEncryption.Set(client, source);
        return isRight ? client : null;
    }

    private static void SetAccess(ConfigurationOptions client, RedisSettingSource source)
    {
        client.User = source.GetText(RedisOptionNames.Username);
        client.Password = source.GetText(RedisOptionNames.Password);
        // The client would not name the user at all, and be the default one.
        if (client.User is not null && client.Password is null)
            source.Of(RedisOptionNames.Username).AddError(RedisOptionNames.Username, "is there without a password: write one in Location or Options:Password; for a user that needs none, any.");
        if (source.GetText(RedisOptionNames.ServiceName) is not { } service)
            return;
        client.ServiceName = service;
        client.SentinelUser = source.GetText(RedisOptionNames.SentinelUsername);
        client.SentinelPassword = source.GetText(RedisOptionNames.SentinelPassword);
    }

    private static void SetTimes(ConfigurationOptions client, RedisSettingSource source)
    {
        var limit = source.GetTime(RedisOptionNames.Timeout) ?? DefaultTimeout;
        client.AsyncTimeout = client.SyncTimeout = Milliseconds(limit);
        client.ConnectTimeout = Milliseconds(source.GetTime(RedisOptionNames.ConnectTimeout) ?? DefaultConnectTimeout);
        client.HeartbeatInterval = TimeSpan.FromTicks(Math.Clamp(limit.Ticks / 4, _shortestHeartbeat.Ticks, _longestHeartbeat.Ticks));
        if (source.Of(RedisOptionNames.KeepAlive).GetSeconds(RedisOptionNames.KeepAlive) is { } idle)
            client.KeepAlive = (int)Math.Min(Math.Ceiling(idle.TotalSeconds), int.MaxValue);
    }

    private static void SetBehaviour(ConfigurationOptions client, RedisConfigurationString? native)
    {
        // An application starts also while its server is down.
        client.AbortOnConnectFail = false;
        // What a cache asks for is no business of administrators, not even clear (Keyspace).
        client.AllowAdmin = false;
        // Who waits for a connection waits in vain most of the time: the caller goes on without the cache.
        client.BacklogPolicy = BacklogPolicy.FailFast;
        client.ReconnectRetryPolicy = new ExponentialRetry(FirstRetry, LongestRetry);
        // They hold keys, which not everybody wants in a log, and say nothing else of use.
        client.IncludeDetailInExceptions = false;
        // Nothing is written for other clients to find, and nothing listened to: a user of few rights is enough.
        if (native?.Says("tiebreaker") != true)
            client.TieBreaker = "";
        if (native?.Says("configChannel") != true)
            client.ConfigurationChannel = "";
        if (native?.Says("configCheckSeconds") != true)
            client.ConfigCheckSeconds = RoleCheckSeconds;
    }

    private static bool SetProtocol(ConfigurationOptions client, RedisSettingSource source)
    {
        switch (source.GetText(RedisOptionNames.Protocol))
        {
            case null:
                return true;
            case "2":
                client.Protocol = RedisProtocol.Resp2;
                return true;
            case "3":
                client.Protocol = RedisProtocol.Resp3;
                return true;
            default:
                source.Of(RedisOptionNames.Protocol).AddError(RedisOptionNames.Protocol, "must be 2 or 3.");
                return false;
        }
    }

    private static int Milliseconds(TimeSpan time) => (int)Math.Ceiling(time.TotalMilliseconds);
}
