using CacheKit;
using CacheKit.Database.Tables;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Makes the tables of database caches from code.</summary>
public static class CacheTablesServiceProviderExtensions
{
    /// <summary>
    /// Makes the missing tables of all aliases on a database, as the command <c>cachekit createcachetable</c> does (Django's
    /// <c>createcachetable</c>). A table that is there is left as it is.
    /// </summary>
    /// <param name="services">The application's services: <c>app.Services</c>.</param>
    /// <param name="cancellationToken">Ends it between two tables or in one.</param>
    /// <exception cref="InvalidOperationException">No database provider is registered (<c>AddSqlite</c>, <c>AddPostgreSql</c>, <c>AddMySql</c>).</exception>
    /// <exception cref="CacheConfigurationException">The configuration of the caches is wrong.</exception>
    public static async Task CreateCacheTablesAsync(this IServiceProvider services, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(services);
        var tables = services.GetService<CacheTables>()
            ?? throw new InvalidOperationException("CreateCacheTablesAsync needs a database provider: call AddSqlite(), AddPostgreSql() or AddMySql() after AddCacheKit().");
        foreach (var table in tables.All)
            await table.CreateAsync(cancellationToken).ConfigureAwait(false);
    }
}
