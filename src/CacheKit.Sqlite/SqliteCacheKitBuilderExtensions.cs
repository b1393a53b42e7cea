using CacheKit.Database.Registration;
using CacheKit.Sqlite;
using CacheKit.Sqlite.Connections;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds caches on a SQLite file to CacheKit.</summary>
public static class SqliteCacheKitBuilderExtensions
{
    /// <summary>
    /// Adds the backend <c>sqlite</c>, which <c>database</c> names too where no other database is registered. An alias on it
    /// names its file by <c>Options:ConnectionString</c> or <c>Options:ConnectionStringName</c>, and its table by
    /// <c>Location</c> (<c>cache_entries</c> when it is left out); file and table are made at the first use.
    /// </summary>
    /// <param name="builder">What <c>AddCacheKit</c> returned.</param>
    public static ICacheKitBuilder AddSqlite(this ICacheKitBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton<SqliteDatabases>();
        return builder.AddDatabase(new SqliteProvider());
    }
}
