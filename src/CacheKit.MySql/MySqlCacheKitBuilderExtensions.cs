using CacheKit.Database.Registration;
using CacheKit.MySql;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Caches on MySQL and MariaDB.</summary>
public static class MySqlCacheKitBuilderExtensions
{
    /// <summary>
    /// Adds the backend <c>mysql</c>, also as <c>database</c> with <c>Options:Provider</c> (Django's <c>DatabaseCache</c>):
    /// entries in a table, named by <c>Location</c>, of the database that <c>Options:ConnectionString</c>,
    /// <c>Options:ConnectionStringName</c> or a <c>MySqlDataSource</c> among the services leads to.
    /// </summary>
    /// <param name="builder">What AddCacheKit returns.</param>
    /// <returns>The same builder.</returns>
    public static ICacheKitBuilder AddMySql(this ICacheKitBuilder builder) => builder.AddDatabase(MySqlProvider.Instance);
}
