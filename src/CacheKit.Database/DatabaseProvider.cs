using CacheKit.Backends;
using CacheKit.Database.Configuration;

namespace CacheKit.Database;

/// <summary>A kind of database: one object for each, registered by <c>AddSqlite</c> and its like.</summary>
internal abstract class DatabaseProvider
{
    /// <summary>What <c>Backend</c> or <c>Options:Provider</c> says: <c>sqlite</c>.</summary>
    public abstract string Name { get; }

    /// <summary>How it writes SQL.</summary>
    public abstract DatabaseDialect Dialect { get; }

    /// <summary>An example of a connection string, for messages.</summary>
    public abstract string ConnectionStringExample { get; }

    /// <summary>
    /// The name of the type whose instance in dependency injection may stand in for a connection string: <c>NpgsqlDataSource</c>;
    /// null for none.
    /// </summary>
    public abstract string? DataSourceType { get; }

    /// <summary>What <c>Options:CreateTable</c> is where it is left out.</summary>
    public abstract bool CreatesTables { get; }

    /// <summary>The names of options that only this provider has.</summary>
    public virtual IReadOnlyList<string> OptionNames => [];

    /// <summary>Which exceptions mean that the server is away (<see cref="CacheBackendDescriptor.IsOutage"/>); null where there is no server.</summary>
    public virtual Func<Exception, bool>? IsOutage => null;

    /// <summary>The data source of the provider's own type among the application's services.</summary>
    /// <param name="services">The services.</param>
    /// <param name="key">Its key; null for one without.</param>
    public virtual object? FindDataSource(IServiceProvider services, string? key) => null;

    /// <summary>What is wrong with a connection string, without repeating it; null for nothing. Connects to nothing.</summary>
    public abstract string? FindFault(string connectionString);

    /// <summary>Reports what is wrong with the provider's own options.</summary>
    public virtual void Validate(CacheOptionReader options)
    {
    }

    /// <summary>The database as logs and tools may show it, without secrets: a file, a host and a name.</summary>
    public abstract string Describe(DatabaseSettings settings);

    /// <summary>The table of an alias in its database. Waits for nothing: the first operation connects.</summary>
    public abstract DatabaseTable Open(DatabaseSettings settings);

    /// <summary>The same table in the replica (<see cref="DatabaseSettings.ReadConnectionString"/>), which is only read and never made.</summary>
    public abstract DatabaseTable OpenReplica(DatabaseSettings settings);
}
