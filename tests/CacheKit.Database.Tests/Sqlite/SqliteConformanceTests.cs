using CacheKit.Conformance;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Database.Tests.Sqlite;

[BackendUnderTest(BackendTraits.StoresAnything | BackendTraits.KnowsTimeToLive | BackendTraits.CullsAbove | BackendTraits.SharedAcrossProcesses)]
public sealed class SqliteConformanceTests : CacheConformance
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
