using CacheKit.Backends;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Tests.Configuration;

/// <summary>Stands for the packages of server backends, with the options that they declare.</summary>
internal static class ServerBackends
{
    public static CacheBackendDescriptor Redis { get; } = new("redis", static _ => new IdleBackend())
    {
        Location = CacheLocationKind.List,
        OptionNames = ["Db", "Username", "Password", "ParserClass", "PoolClass"],
    };

    public static CacheBackendDescriptor Memcached { get; } = new("memcached", static _ => new IdleBackend())
    {
        Location = CacheLocationKind.List,
        OptionNames =
        [
            "Binary", "Username", "Password", "Behaviors", "ConnectTimeout", "Timeout", "NoDelay", "IgnoreErrors",
            "RetryAttempts", "RetryTimeout", "DeadTimeout", "UsePooling", "MaxPoolSize", "Distribution",
        ],
        OptionSpellings = new Dictionary<string, string> { ["ignore_exc"] = "IgnoreErrors" },
    };

    public static CacheBackendDescriptor File { get; } = new("file", static _ => new IdleBackend()) { OptionNames = [] };

    public static CacheBackendDescriptor Database { get; } = new("database", static _ => new IdleBackend())
    {
        OptionNames = ["Provider", "ConnectionString", "ConnectionStringName", "ReadConnectionString", "CreateTable", "DataSourceKey"],
    };

    public static ConfiguredCaches WithServers(this ConfiguredCaches caches) => caches.With(static builder =>
        builder.AddBackend(Redis).AddBackend(Memcached).AddBackend(File).AddBackend(Database));
}
