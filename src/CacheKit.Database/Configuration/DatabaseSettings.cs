using CacheKit.Backends;
using CacheKit.Configuration;
using CacheKit.Database.Tables;
using Microsoft.Extensions.Logging;

namespace CacheKit.Database.Configuration;

/// <summary>What the configuration says of one database alias, read and valid.</summary>
internal sealed record DatabaseSettings
{
    /// <summary>The alias.</summary>
    public required string Alias { get; init; }

    /// <summary>The provider.</summary>
    public required DatabaseProvider Provider { get; init; }

    /// <summary>The table.</summary>
    public required TableName Table { get; init; }

    /// <summary>The connection string; null where <see cref="DataSource"/> is used.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>The connection string of the replica, from which reads are answered; null for none.</summary>
    public string? ReadConnectionString { get; init; }

    /// <summary>The data source of the application, of the provider's own type; never disposed here.</summary>
    public object? DataSource { get; init; }

    /// <summary>What the operator calls the database: <c>ConnectionStringName</c>, or the key of the data source; null for neither.</summary>
    public string? DatabaseName { get; init; }

    /// <summary>Whether a missing table is made at the first use.</summary>
    public bool CreateTable { get; init; }

    /// <summary>Whether these lead to the replica (<see cref="ReadConnectionString"/>).</summary>
    public bool IsReplica { get; private init; }

    /// <summary><c>MaxEntries</c> and <c>CullFrequency</c>.</summary>
    public required int MaxEntries { get; init; }

    /// <summary>A cull removes one in so many entries; 0, all.</summary>
    public required int CullFrequency { get; init; }

    /// <summary>The provider's own options (<see cref="DatabaseProvider.OptionNames"/>), checked by <see cref="DatabaseProvider.Validate"/>.</summary>
    public required CacheOptionReader Options { get; init; }

    /// <summary>The application's services, for what aliases share.</summary>
    public required IServiceProvider Services { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>The log of the backend.</summary>
    public required ILogger Logger { get; init; }

    /// <summary>Where the operator finds what leads to the database, for messages.</summary>
    public string ConnectionSetting => IsReplica ? Options.PathOf(DatabaseOptionNames.ReadConnectionString)
        : DataSource is not null ? "its data source"
        : DatabaseName is { } name && Options.GetString(DatabaseOptionNames.ConnectionString) is null ? ConnectionStrings.PathOf(name)
        : Options.PathOf(DatabaseOptionNames.ConnectionString);

    /// <summary>The settings of the same table in the replica, where it is never made.</summary>
    public DatabaseSettings OfReplica() => this with { CreateTable = false, IsReplica = true };

    /// <summary>What is thrown when the table has not the columns that <see cref="DatabaseDialect.CreateTable"/> gives it.</summary>
    /// <param name="cause">What the provider threw.</param>
    public InvalidOperationException ForeignTable(Exception cause) =>
        new($"The table {Table}{InDatabase} was not made by this version of CacheKit: its columns are others. Name a table of the cache's own in Location, or drop it and make it anew with the command 'cachekit createcachetable'.", cause);

    /// <summary>What is thrown when the table is not there.</summary>
    /// <param name="cause">What the provider threw.</param>
    public InvalidOperationException MissingTable(Exception cause) =>
        new(
            CreateTable
                ? $"The table {Table}{InDatabase} was dropped while it was in use. It is made anew at the next use."
                : IsReplica ? $"The table {Table} does not exist in the database of {ConnectionSetting}. It comes there from the leader, where the command 'cachekit createcachetable' makes it: check that the replica copies it."
                : $"The table {Table} does not exist{InDatabase}. Make it with the command 'cachekit createcachetable', with app.Services.CreateCacheTablesAsync(), or set {Options.PathOf(DatabaseOptionNames.CreateTable)} to true.",
            cause);

    /// <summary>The alias alone: a connection string holds a password.</summary>
    public override string ToString() => $"The database of the cache '{Alias}'";

    private string InDatabase => DatabaseName is null ? "" : $" in the database '{DatabaseName}'";
}
