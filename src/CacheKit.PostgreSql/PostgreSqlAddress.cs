using Npgsql;

namespace CacheKit.PostgreSql;

/// <summary>What may be shown of a connection string.</summary>
/// <param name="Host">The host, or several.</param>
/// <param name="Port">The port.</param>
/// <param name="Database">The database.</param>
/// <param name="User">The user.</param>
internal sealed record PostgreSqlAddress(string Host, int Port, string? Database, string? User)
{
    public static PostgreSqlAddress Of(string connectionString)
    {
        var parts = new NpgsqlConnectionStringBuilder(connectionString);
        return new(parts.Host ?? "", parts.Port, parts.Database ?? parts.Username, parts.Username);
    }

    public override string ToString() => $"PostgreSQL at {Host}:{Port}, database '{Database}'";
}
