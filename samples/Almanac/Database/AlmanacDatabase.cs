using Microsoft.Data.Sqlite;

namespace Almanac.Database;

/// <summary>The SQLite file that holds the almanac and its guestbooks: where it is, and how to ask it.</summary>
public sealed class AlmanacDatabase
{
    private readonly string _connectionString;

    /// <summary>Takes the path from the setting <c>Almanac:Database</c>; a relative one counts from the content root.</summary>
    public AlmanacDatabase(IConfiguration configuration, IHostEnvironment environment)
    {
        var path = configuration["Almanac:Database"];
        FilePath = Path.GetFullPath(string.IsNullOrWhiteSpace(path) ? "App_Data/almanac.db" : path, environment.ContentRootPath);
        _connectionString = new SqliteConnectionStringBuilder { DataSource = FilePath }.ToString();
    }

    /// <summary>The file's full path.</summary>
    public string FilePath { get; }

    /// <summary>An open connection; the caller disposes it.</summary>
    public async Task<SqliteConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(_connectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Closes the connections kept for reuse, so that the file can be moved.</summary>
    public void ReleaseFile()
    {
        using var connection = new SqliteConnection(_connectionString);
        SqliteConnection.ClearPool(connection);
    }

    /// <summary>Runs a query and reads every row of its answer.</summary>
    public async Task<IReadOnlyList<T>> QueryAsync<T>(
        string sql,
        Func<SqliteDataReader, T> readRow,
        CancellationToken cancellationToken,
        params (string Name, object? Value)[] parameters)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await using var command = CreateCommand(connection, sql, parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(readRow(reader));
        return rows;
    }

    /// <summary>Runs a statement that changes something; returns the number of rows it changed.</summary>
    public async Task<int> ExecuteAsync(string sql, CancellationToken cancellationToken, params (string Name, object? Value)[] parameters)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await using var command = CreateCommand(connection, sql, parameters);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static SqliteCommand CreateCommand(SqliteConnection connection, string sql, (string Name, object? Value)[] parameters)
    {
        var command = connection.CreateCommand();
        // Every statement of the site is a constant; what visitors send travels in the parameters.
#pragma warning disable CA2100
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        return command;
    }
}
