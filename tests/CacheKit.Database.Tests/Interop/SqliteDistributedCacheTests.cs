using CacheKit.Conformance.Distributed;
using CacheKit.Database.Tests.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Database.Tests.Interop;

public sealed class SqliteDistributedCacheTests : AliasDistributedCacheConformance
{
    private readonly TemporaryDirectory _directory = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _directory.Dispose();
    }

    protected override void Configure(IDictionary<string, string?> settings)
    {
        settings["Backend"] = "sqlite";
        settings["Options:ConnectionString"] = $"Data Source={_directory.File("cache.db")}";
    }

    protected override void Register(ICacheKitBuilder builder) => builder.AddSqlite();
}
