using CacheKit.Conformance.Distributed;
using CacheKit.Database.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Database.Tests.Interop;

public sealed class MySqlDistributedCacheTests(DatabaseServers servers) : AliasDistributedCacheConformance
{
    private readonly string _table = servers.NextName();
    private string _connectionString = "";

    public override async ValueTask InitializeAsync() => _connectionString = await servers.MariaDbDatabaseAsync();

    protected override void Configure(IDictionary<string, string?> settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings["Backend"] = "mysql";
        settings["Location"] = _table;
        settings["Options:ConnectionString"] = _connectionString + ";Maximum Pool Size=8";
        settings["Options:CreateTable"] = "true";
    }

    protected override void Register(ICacheKitBuilder builder) => builder.AddMySql();
}
