using CacheKit.Backends;
using CacheKit.Database.Configuration;
using CacheKit.Database.Tables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CacheKit.Database.Registration;

/// <summary>What <c>AddSqlite</c>, <c>AddPostgreSql</c> and <c>AddMySql</c> have in common: the backend of their own name, and <c>database</c>.</summary>
internal static class DatabaseRegistration
{
    public static ICacheKitBuilder AddDatabase(this ICacheKitBuilder builder, DatabaseProvider provider)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton<CacheTables>();
        var providers = ProvidersOf(builder);
        providers.Add(provider);
        builder.AddBackend(Describe(provider.Name, providers, provider, [.. DatabaseOptionNames.All, .. provider.OptionNames], provider.IsOutage));
        // Anew with each provider, since the last description of a name counts.
        return builder.AddBackend(Describe("database", providers, null, providers.OptionNames, providers.IsOutage));
    }

    private static DatabaseProviders ProvidersOf(ICacheKitBuilder builder)
    {
        var registered = builder.Services.FirstOrDefault(static service => service.ServiceType == typeof(DatabaseProviders));
        if (registered?.ImplementationInstance is DatabaseProviders present)
            return present;
        var providers = new DatabaseProviders();
        builder.Services.AddSingleton(providers);
        return providers;
    }

    private static CacheBackendDescriptor Describe(
        string name, DatabaseProviders providers, DatabaseProvider? provider, IReadOnlyList<string> optionNames, Func<Exception, bool>? isOutage)
    {
        var reader = new DatabaseSettingsReader(providers, provider);
        return new CacheBackendDescriptor(name, context => Make(reader, context))
        {
            OptionNames = optionNames,
            Validate = context => reader.Read(context),
            DisplayLocation = context => Display(reader.Read(context)),
            IsOutage = isOutage,
            // Where the failure was met it was given its words (ServerSource, SqliteFaults); all others are the provider's about
            // a statement. Neither has a connection string in it.
            Explain = static failure => failure,
        };
    }

    private static DatabaseBackend Make(DatabaseSettingsReader reader, CacheBackendContext context)
    {
        // Validated before; what is wrong now would be reported and end the start all the same.
        var settings = reader.Read(context) ?? throw new CacheConfigurationException([$"The database of the cache '{context.Alias}' is not configured."]);
        var table = settings.Provider.Open(settings);
        var replica = settings.ReadConnectionString is null ? null : settings.Provider.OpenReplica(settings);
        context.Services.GetRequiredService<CacheTables>().Add(settings, table);
        return new DatabaseBackend(table, replica, settings.Time);
    }

    private static string Display(DatabaseSettings? settings) =>
        settings is null ? "" : $"{settings.Table} in {settings.Provider.Describe(settings)}";
}
