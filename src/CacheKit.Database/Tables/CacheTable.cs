using CacheKit.Database.Configuration;

namespace CacheKit.Database.Tables;

/// <summary>A table that one or more aliases keep their entries in.</summary>
internal sealed class CacheTable(DatabaseSettings settings, DatabaseTable table)
{
    private readonly List<string> _aliases = [settings.Alias];

    /// <summary>The aliases that have it.</summary>
    public IReadOnlyList<string> Aliases => _aliases;

    /// <summary>The name of the provider: <c>sqlite</c>.</summary>
    public string Provider => settings.Provider.Name;

    /// <summary>The table, with its schema where one is named.</summary>
    public TableName Name => settings.Table;

    /// <summary>The <c>ConnectionStringName</c>, or the key of the data source; null for neither.</summary>
    public string? DatabaseName => settings.DatabaseName;

    /// <summary>The database without secrets: a file, or a host and a name.</summary>
    public string Database => settings.Provider.Describe(settings);

    /// <summary>The statements that make it, without semicolons at their ends.</summary>
    public IReadOnlyList<string> Sql => settings.Provider.Dialect.CreateTable(settings);

    /// <summary>Whether the first use makes it when it is missing.</summary>
    public bool IsMadeAtFirstUse => settings.CreateTable;

    /// <summary>Whether it is there.</summary>
    public ValueTask<bool> ExistsAsync(CancellationToken cancellationToken) => table.ExistsAsync(cancellationToken);

    /// <summary>Makes it unless it is there; never changes one that is.</summary>
    /// <returns>Whether it was made.</returns>
    public ValueTask<bool> CreateAsync(CancellationToken cancellationToken) => table.CreateAsync(cancellationToken);

    internal bool IsOf(DatabaseSettings other) =>
        settings.Provider == other.Provider
        && settings.Table == other.Table
        && settings.ConnectionString == other.ConnectionString
        && ReferenceEquals(settings.DataSource, other.DataSource);

    internal void AddAlias(string alias)
    {
        if (!_aliases.Contains(alias, StringComparer.OrdinalIgnoreCase))
            _aliases.Add(alias);
    }
}
