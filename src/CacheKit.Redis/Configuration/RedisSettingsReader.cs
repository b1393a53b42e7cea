using CacheKit.Backends;
using CacheKit.Configuration;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace CacheKit.Redis.Configuration;

/// <summary>Reads the location and the options of an alias on Redis, and says what is wrong with them.</summary>
internal static class RedisSettingsReader
{
    private static readonly Dictionary<string, string?> _nothing = [];

    /// <summary>The settings; null when something is wrong, which is reported.</summary>
    public static RedisSettings? Read(CacheBackendContext context)
    {
        string? key = context.Options.GetString(RedisOptionNames.MultiplexerKey);
        return context.Options.GetEnum<RedisMultiplexerSource>(RedisOptionNames.Multiplexer) == RedisMultiplexerSource.Services || key is not null
            ? ReadTheirs(context, key)
            : ReadOurs(context);
    }

    private static RedisSettings? ReadOurs(CacheBackendContext context)
    {
        var setting = RedisLocationSetting.Find(context);
        if (setting is null || setting.Read() is not { } location)
            return null;
        var source = new RedisSettingSource(context.ReadLocation(setting.Path, location.Values, RedisOptionNames.Spellings), context.Options);
        int database = source.Of(RedisOptionNames.Database).GetInt32(RedisOptionNames.Database, minimum: 0) ?? 0;
        int connections = context.Options.GetInt32(RedisOptionNames.Connections, minimum: 1, maximum: 64) ?? 1;
        var client = RedisClientOptions.Make(location, source);
        if (client is null)
            return null;
        client.DefaultDatabase = database;
        return new()
        {
            Client = client,
            Database = database,
            Connections = connections,
            Timeout = TimeSpan.FromMilliseconds(client.AsyncTimeout),
            ReadsFromReplicas = context.Options.GetBoolean(RedisOptionNames.ReadFromReplicas) ?? (client.EndPoints.Count > 1 && client.ServiceName is null),
            Server = Display(client, database),
            WithoutEffect = [.. TellWithoutEffect(source)],
        };
    }

    private static RedisSettings? ReadTheirs(CacheBackendContext context, string? key)
    {
        var options = context.Options;
        if (context.Locations.Count > 0)
        {
            context.AddLocationError($"cannot be had together with {options.PathOf(key is null ? RedisOptionNames.Multiplexer : RedisOptionNames.MultiplexerKey)}: the application's multiplexer knows where its server is. Leave one of them out.");
            return null;
        }

        if (!IsRegistered(context.Services, key))
        {
            options.AddError(
                key is null ? RedisOptionNames.Multiplexer : RedisOptionNames.MultiplexerKey,
                key is null ? "is services, but there is no IConnectionMultiplexer among the services: register one as a singleton." : $"is {SettingText.Quote(key)}, but there is no IConnectionMultiplexer with this key among the services.");
            return null;
        }

        int? database = options.GetInt32(RedisOptionNames.Database, minimum: 0);
        var source = new RedisSettingSource(context.ReadLocation(null, _nothing, RedisOptionNames.Spellings), options);
        string[] connection = [.. source.PathsOf([.. RedisOptionNames.OfConnection, RedisOptionNames.ConnectionStringName])];
        return new()
        {
            MultiplexerKey = key,
            Database = database ?? -1,
            Timeout = RedisClientOptions.DefaultTimeout,
            ReadsFromReplicas = options.GetBoolean(RedisOptionNames.ReadFromReplicas) ?? false,
            Server = "Redis (the application's multiplexer)",
            WithoutEffect = [.. connection is [] ? [] : new[] { $"{string.Join(", ", connection)} (the application's own multiplexer is configured by the application)" }, .. TellWithoutEffect(source)],
        };
    }

    // Asked for, not made: a factory of the application's may wait for the server.
    private static bool IsRegistered(IServiceProvider services, string? key) => key is null
        ? services.GetService<IServiceProviderIsService>()?.IsService(typeof(IConnectionMultiplexer)) ?? true
        : services.GetService<IServiceProviderIsKeyedService>()?.IsKeyedService(typeof(IConnectionMultiplexer), key) ?? true;

    private static IEnumerable<string> TellWithoutEffect(RedisSettingSource source) =>
        from option in RedisOptionNames.WithoutEffect
        group option.Key by option.Value into names
        let paths = source.PathsOf(names).ToList()
        where paths.Count > 0
        select $"{string.Join(", ", paths)} ({names.Key})";

    private static string Display(ConfigurationOptions client, int database)
    {
        string servers = string.Join(", ", client.EndPoints.Select(RedisEndPoint.Display));
        return $"{(client.Ssl ? "rediss" : "redis")}://{servers}/{database}{(client.ServiceName is { Length: > 0 } service ? $" (Sentinel, service {service})" : "")}";
    }
}
