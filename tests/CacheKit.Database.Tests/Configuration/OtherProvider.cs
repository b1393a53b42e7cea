using CacheKit.Database.Configuration;
using CacheKit.Sqlite;

namespace CacheKit.Database.Tests.Configuration;

/// <summary>A provider on a server beside SQLite's, for what there is when there are several; it opens nothing.</summary>
internal sealed class OtherProvider : DatabaseProvider
{
    public override string Name => "other";

    public override DatabaseDialect Dialect { get; } = new SqliteDialect();

    public override string ConnectionStringExample => "Host=localhost";

    public override string? DataSourceType => null;

    public override bool CreatesTables => false;

    public override Func<Exception, bool>? IsOutage => static exception => exception is TimeoutException;

    public override string? FindFault(string connectionString) => null;

    public override string Describe(DatabaseSettings settings) => "other";

    public override DatabaseTable Open(DatabaseSettings settings) => throw new NotSupportedException();

    public override DatabaseTable OpenReplica(DatabaseSettings settings) => throw new NotSupportedException();
}
