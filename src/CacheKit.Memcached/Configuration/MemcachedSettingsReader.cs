using CacheKit.Backends;
using CacheKit.Configuration.Encryption;

namespace CacheKit.Memcached.Configuration;

/// <summary>Reads the location and the options of an alias on memcached, and says what is wrong with them.</summary>
internal static class MemcachedSettingsReader
{
    // More connections to one server only take turns.
    private const int MostConnections = 64;

    private static readonly TimeSpan _millisecond = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan _microsecond = TimeSpan.FromMicroseconds(1);
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);

    /// <summary>The settings; null when something is wrong, which is reported.</summary>
    public static MemcachedSettings? Read(CacheBackendContext context)
    {
        var source = new MemcachedSettingSource(context.Options);
        var servers = MemcachedServers.Read(context);
        var client = new MemcachedClientOptions { TimeProvider = context.TimeProvider };
        foreach (var server in servers ?? [])
            client.Servers.Add(server);
        client.Distribution = MemcachedDistributionReader.Read(source, context.Backend, client.Servers.Count <= 1);
        SetTimes(client, source);
        SetFailover(client, source);
        if (IgnoresErrors(context) && context.PathOfThrowing is { } throwing)
            context.Options.AddError(MemcachedOptionNames.IgnoreErrors, $"is true, which says the opposite of {throwing}: keep one of them.");
        bool isRight = SetAccess(client, source) & SetEncryption(client, source) & CheckWeights(client, context);
        return servers is null || !isRight ? null : new()
        {
            Client = client,
            Servers = string.Join(", ", servers),
            WithoutEffect = [.. TellWithoutEffect(source)],
        };
    }

    /// <summary>Whether failures of the servers are to be no failures of calls (<c>IgnoreErrors</c>).</summary>
    public static bool IgnoresErrors(CacheBackendContext context) =>
        context.Options.GetBoolean(MemcachedOptionNames.IgnoreErrors) == true;

    private static bool SetAccess(MemcachedClientOptions client, MemcachedSettingSource source)
    {
        bool isBinary = source.GetSwitch(MemcachedOptionNames.Binary, MemcachedBehaviors.Binary) == true;
        client.Protocol = isBinary ? MemcachedProtocol.Binary : MemcachedProtocol.Meta;
        client.UserName = source.GetText(MemcachedOptionNames.Username);
        client.Password = source.GetText(MemcachedOptionNames.Password);
        if (client.UserName is null == client.Password is null)
            return true;
        var (there, missing) = client.Password is null
            ? (MemcachedOptionNames.Username, MemcachedOptionNames.Password)
            : (MemcachedOptionNames.Password, MemcachedOptionNames.Username);
        source.Options.AddError(there, $"is there without {source.Options.PathOf(missing)}: they belong together.");
        return false;
    }

    private static bool SetEncryption(MemcachedClientOptions client, MemcachedSettingSource source)
    {
        if (new TlsReader(_ => source.Options).Read(isOn: false, "set Options:Ssl to true") is not { } tls)
            return false;
        client.UseTls = tls.IsOn;
        client.ConfigureTls = options =>
        {
            options.TargetHost = tls.Host ?? options.TargetHost;
            if (tls.Protocols is { } protocols)
                options.EnabledSslProtocols = protocols;
            if (tls.Certificate is { } certificate)
                options.ClientCertificates = [certificate];
            if (tls.Validation is { } validation)
                options.RemoteCertificateValidationCallback = validation.Validate;
        };
        return true;
    }

    private static void SetTimes(MemcachedClientOptions client, MemcachedSettingSource source)
    {
        client.ConnectTimeout = source.GetTime(MemcachedOptionNames.ConnectTimeout, MemcachedBehaviors.ConnectTimeout, _millisecond) ?? client.ConnectTimeout;
        client.OperationTimeout = source.GetTime(MemcachedOptionNames.Timeout, MemcachedBehaviors.ReceiveTimeout, _microsecond) ?? client.OperationTimeout;
        client.ConnectionsPerServer = Math.Min(source.Options.GetInt32(MemcachedOptionNames.Connections, minimum: 1) ?? 1, MostConnections);
    }

    // What says when a server is dead is of use only where another takes its place: who says it wants that.
    private static void SetFailover(MemcachedClientOptions client, MemcachedSettingSource source)
    {
        int? attempts = source.GetNumber(MemcachedOptionNames.RetryAttempts, MemcachedBehaviors.FailureLimit);
        var deadTime = source.GetTime(MemcachedOptionNames.DeadTimeout, MemcachedBehaviors.DeadTimeout, _second);
        string ejection = source.Behaviors.Contains(MemcachedBehaviors.RemoveFailed) ? MemcachedBehaviors.RemoveFailed : MemcachedBehaviors.AutoEject;
        client.UseFailover = source.GetSwitch(MemcachedOptionNames.Failover, ejection) ?? (attempts is not null || deadTime is not null);
        client.RetryAttempts = attempts ?? client.RetryAttempts;
        client.DeadTime = deadTime ?? client.DeadTime;
        client.RetryInterval = source.GetTime(MemcachedOptionNames.RetryTimeout, MemcachedBehaviors.RetryTimeout, _second) ?? client.RetryInterval;
    }

    private static bool CheckWeights(MemcachedClientOptions client, CacheBackendContext context)
    {
        if (client.Distribution == MemcachedDistribution.KetamaWeighted || client.Servers.All(static server => server.Weight == 1))
            return true;
        context.AddLocationError($"has weights, which the distribution {client.Distribution} does not know: set Options:{MemcachedOptionNames.Distribution} = ketama_weighted, in all clients of these servers, or leave them out.");
        return false;
    }

    private static IEnumerable<string> TellWithoutEffect(MemcachedSettingSource source)
    {
        var options = MemcachedOptionNames.WithoutEffect
            .Where(option => source.Options.Contains(option.Key))
            .Select(option => (Path: source.Options.PathOf(option.Key), Reason: option.Value));
        var behaviors = MemcachedBehaviors.WithoutEffect
            .Where(behavior => source.Behaviors.Contains(behavior.Key))
            .Select(behavior => (Path: source.Behaviors.PathOf(behavior.Key), Reason: behavior.Value));
        return options.Concat(behaviors)
            .GroupBy(static setting => setting.Reason, static setting => setting.Path)
            .Select(static group => $"{string.Join(", ", group)} ({group.Key})");
    }
}
