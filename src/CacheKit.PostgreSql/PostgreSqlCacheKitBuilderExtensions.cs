using CacheKit.Database.Registration;
using CacheKit.PostgreSql;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Caches on PostgreSQL.</summary>
public static class PostgreSqlCacheKitBuilderExtensions
{
    /// <summary>
    /// Adds the backend <c>postgresql</c>, also as <c>database</c> with <c>Options:Provider</c> (Django's <c>DatabaseCache</c>):
    /// entries in a table, named by <c>Location</c>, of the database that <c>Options:ConnectionString</c>,
    /// <c>Options:ConnectionStringName</c> or an <c>NpgsqlDataSource</c> among the services leads to.
    /// </summary>
    /// <param name="builder">What AddCacheKit returns.</param>
    /// <returns>The same builder.</returns>
    public static ICacheKitBuilder AddPostgreSql(this ICacheKitBuilder builder) => builder.AddDatabase(PostgreSqlProvider.Instance);
}
