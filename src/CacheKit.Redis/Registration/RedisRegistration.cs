using System.Runtime.CompilerServices;
using CacheKit.Backends;
using CacheKit.Redis.Configuration;
using CacheKit.Redis.Connections;
using CacheKit.Redis.Diagnostics;
using CacheKit.Redis.Errors;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace CacheKit.Redis.Registration;

/// <summary>The kind of backend that <c>AddRedis</c> adds.</summary>
internal static class RedisRegistration
{
    // Read once for each alias, although several steps of a start ask for them: reading loads certificates.
    private static readonly ConditionalWeakTable<CacheBackendContext, StrongBox<RedisSettings?>> _settings = [];

    public static CacheBackendDescriptor Descriptor { get; } = new("redis", Make)
    {
        Location = CacheLocationKind.List,
        OptionNames = RedisOptionNames.All,
        OptionSpellings = RedisOptionNames.Spellings,
        Validate = static context => Read(context),
        DisplayLocation = static context => Read(context)?.Server ?? context.DisplayLocation,
        IsOutage = RedisErrors.IsOutage,
        Explain = RedisErrors.Explain,
    };

    private static RedisSettings? Read(CacheBackendContext context) =>
        _settings.GetValue(context, static context => new(RedisSettingsReader.Read(context))).Value;

    private static RedisBackend Make(CacheBackendContext context)
    {
        // Validated before; what is wrong now would be reported and end the start all the same.
        var settings = Read(context) ?? throw new CacheConfigurationException([$"The Redis of the cache '{context.Alias}' is not configured."]);
        if (settings.WithoutEffect.Count > 0)
            Log.WithoutEffect(context.Logger, context.Alias, string.Join("; ", settings.WithoutEffect));
        var connection = Connect(settings, context);
        connection.Start();
        return new RedisBackend(connection);
    }

    private static RedisConnection Connect(RedisSettings settings, CacheBackendContext context)
    {
        var watch = new RedisConnectionWatch(context.Alias, settings.Server, context.TimeProvider, context.Logger);
        var connection = new RedisConnection(Connector(settings, context.Services), settings.Database, isOwner: settings.Client is not null)
        {
            Count = settings.Connections,
            IsAlone = settings.Client?.EndPoints.Count == 1,
            Timeout = settings.Timeout,
            Time = context.TimeProvider,
            Watch = watch,
            Replicas = settings.ReadsFromReplicas ? new ReplicaReads(context.TimeProvider, watch) : null,
            Leaders = new LeaderSearch(context.TimeProvider),
        };
        if (settings.Client is { } client)
        {
            watch.WatchAttempts(client);
            client.ConnectionAttemptCompleted += (_, attempt) => connection.Attempted(attempt);
        }

        return connection;
    }

    private static Func<Task<IConnectionMultiplexer>> Connector(RedisSettings settings, IServiceProvider services)
    {
        if (settings.Client is { } client)
            return () => ConnectAsync(client, settings.Database);
        // On this background task: a factory of the application's may wait for the server.
        return () =>
        {
            var theirs = settings.MultiplexerKey is { } key
                ? services.GetRequiredKeyedService<IConnectionMultiplexer>(key)
                : services.GetRequiredService<IConnectionMultiplexer>();
            DatabaseNumber.Check(theirs, settings.Database);
            return Task.FromResult(theirs);
        };
    }

    private static async Task<IConnectionMultiplexer> ConnectAsync(ConfigurationOptions client, int database)
    {
        var made = await ConnectionMultiplexer.ConnectAsync(client).ConfigureAwait(false);
        try
        {
            DatabaseNumber.Check(made, database);
            return made;
        }
        catch (RedisOutageException)
        {
            await made.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
