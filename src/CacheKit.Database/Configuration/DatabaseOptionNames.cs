namespace CacheKit.Database.Configuration;

/// <summary>The names of the options that every database has; a provider may have more (<see cref="DatabaseProvider.OptionNames"/>).</summary>
internal static class DatabaseOptionNames
{
    public const string Provider = "Provider";
    public const string ConnectionString = "ConnectionString";
    public const string ConnectionStringName = "ConnectionStringName";
    public const string ReadConnectionString = "ReadConnectionString";
    public const string CreateTable = "CreateTable";
    public const string DataSourceKey = "DataSourceKey";

    public static IReadOnlyList<string> All { get; } = [Provider, ConnectionString, ConnectionStringName, ReadConnectionString, CreateTable, DataSourceKey];
}
