using MySqlConnector;

namespace CacheKit.MySql;

/// <summary>What may be shown of a connection string.</summary>
/// <param name="Server">The host, or several.</param>
/// <param name="Port">The port.</param>
/// <param name="Database">The database.</param>
/// <param name="User">The user.</param>
internal sealed record MySqlAddress(string Server, uint Port, string Database, string User)
{
    public static MySqlAddress Of(string connectionString)
    {
        var parts = new MySqlConnectionStringBuilder(connectionString);
        return new(parts.Server, parts.Port, parts.Database, parts.UserID);
    }

    public override string ToString() => $"MySQL at {Server}:{Port}, database '{Database}'";
}
