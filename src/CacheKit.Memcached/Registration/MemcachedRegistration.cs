using CacheKit.Backends;
using CacheKit.Configuration;
using CacheKit.Memcached.Commands;
using CacheKit.Memcached.Configuration;
using CacheKit.Memcached.Diagnostics;
using CacheKit.Memcached.Errors;
using CacheKit.Memcached.Generations;

namespace CacheKit.Memcached.Registration;

/// <summary>The kind of backend that <c>AddMemcached</c> adds.</summary>
internal static class MemcachedRegistration
{
    public static CacheBackendDescriptor Descriptor { get; } = new("memcached", Make)
    {
        Location = CacheLocationKind.List,
        OptionNames = MemcachedOptionNames.All,
        OptionSpellings = MemcachedOptionNames.Spellings,
        Validate = static context => MemcachedSettingsReader.Read(context),
        DisplayLocation = static context => MemcachedSettingsReader.Read(context)?.Servers ?? context.DisplayLocation,
        IgnoresErrors = MemcachedSettingsReader.IgnoresErrors,
        IsOutage = MemcachedErrors.IsOutage,
        Explain = MemcachedErrors.Explain,
    };

    private static ICacheBackend Make(CacheBackendContext context)
    {
        // Validated before; what is wrong now would be reported and end the start all the same.
        var settings = MemcachedSettingsReader.Read(context)
            ?? throw new CacheConfigurationException([$"The memcached of the cache '{context.Alias}' is not configured."]);
        if (settings.WithoutEffect.Count > 0)
            Log.WithoutEffect(context.Logger, context.Alias, string.Join("; ", settings.WithoutEffect));
        settings.Client.Log = new ServerLog(context.Alias, context.Logger);
        return Make(new MemcachedClient(settings.Client), context, settings.Client.Protocol == MemcachedProtocol.Meta);
    }

    private static ICacheBackend Make(MemcachedClient client, CacheBackendContext context, bool knowsTimeToLive)
    {
        // What is moved or counted in an alias that keeps nothing by itself was kept on purpose.
        var ofAlias = context.Timeout == TimeSpan.Zero ? CacheSettings.DefaultTimeout : context.Timeout;
        var entries = new MemcachedEntries(client, new() { KnowsTimeToLive = knowsTimeToLive, UnknownTimeToLive = ofAlias });
        return context.ClearScope == CacheClearScope.Prefix
            ? new GenerationBackend(entries, new PrefixGenerations(client, context.KeyPrefix + ":"))
            : new MemcachedBackend(entries);
    }
}
