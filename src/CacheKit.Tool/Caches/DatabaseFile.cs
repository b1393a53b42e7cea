using CacheKit.Database.Tables;

namespace CacheKit.Tool.Caches;

/// <summary>
/// Looks at a table without making anything. SQLite makes the file of a database when it opens it: an operator who only
/// looks would leave one behind that belongs to him, and that the application cannot write.
/// </summary>
internal static class DatabaseFile
{
    /// <summary>Whether the file of a table's database is known not to be there.</summary>
    public static bool IsMissing(CacheTable table) => table.Provider == "sqlite" && IsPath(table.Database) && !File.Exists(table.Database);

    /// <summary>Whether a table is there.</summary>
    /// <exception cref="DirectoryNotFoundException">Neither is it, nor could the first use make the file of its database.</exception>
    public static async Task<bool> ExistsAsync(CacheTable table, CancellationToken cancellationToken)
    {
        if (!IsMissing(table))
            return await table.ExistsAsync(cancellationToken);
        var folder = Path.GetDirectoryName(Path.GetFullPath(table.Database));
        return Directory.Exists(folder) ? false : throw new DirectoryNotFoundException($"The folder {folder} of the database does not exist.");
    }

    /// <summary>Keeps a command that only looks from making what it looks for.</summary>
    /// <exception cref="ToolException">The file of the cache's database, or its table, is not there yet.</exception>
    public static async Task ThrowIfNothingIsThereAsync(IEnumerable<CacheTable> tables, ToolCache cache, CancellationToken cancellationToken)
    {
        if (MadeByUse(tables, cache.Alias) is not { } table)
            return;
        if (IsMissing(table))
            throw new ToolException(ExitCode.Backend, $"The cache '{cache.Alias.Name}' is empty: the file {table.Database} of its database is not there. {Advice(table)}");
        if (!await EnumerableBackend.GuardAsync(cache, () => table.ExistsAsync(cancellationToken).AsTask(), cancellationToken))
            throw new ToolException(ExitCode.Backend, $"The cache '{cache.Alias.Name}' is empty: its table {table.Name} is not there. {Advice(table)}");
    }

    /// <summary>The table of an alias if the first use would make it, or the file of its database; null for none.</summary>
    public static CacheTable? MadeByUse(IEnumerable<CacheTable> tables, ToolAlias alias) =>
        tables.FirstOrDefault(table => table.Aliases.Contains(alias.Name) && (table.IsMadeAtFirstUse || IsMissing(table)));

    private static string Advice(CacheTable table) => table.IsMadeAtFirstUse
        ? "The application makes it when it first stores something."
        : "The command 'cachekit createcachetable' makes it.";

    // What else may stand for a database: one in memory, a URI.
    private static bool IsPath(string database) =>
        database.Length > 0
        && database != ":memory:"
        && !database.StartsWith("file:", StringComparison.OrdinalIgnoreCase)
        && !database.Contains('|', StringComparison.Ordinal);
}
