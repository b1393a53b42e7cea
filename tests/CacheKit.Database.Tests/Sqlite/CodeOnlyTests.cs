using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Database.Tests.Sqlite;

/// <summary>A cache without any configuration: all of it is said in code.</summary>
public sealed class CodeOnlyTests
{
    [Fact]
    public async Task An_application_without_a_configuration_works_from_code_alone()
    {
        using var directory = new TemporaryDirectory();
        var services = new ServiceCollection();
        services.AddCacheKit().AddSqlite();
        services.Configure<CacheOptions>("default", options =>
        {
            options.Backend = "sqlite";
            options.Location = "entries";
            options.BackendOptions["ConnectionString"] = $"Data Source={directory.File("cache.db")};Pooling=False";
            options.BackendOptions["CreateTable"] = "true";
            options.KeyPrefix = "shop";
            options.Timeout = TimeSpan.FromMinutes(5);
        });
        await using var provider = services.BuildServiceProvider();
        var cache = provider.GetRequiredService<ICache>();

        await cache.SetAsync("key", "value", cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal("value", await cache.GetAsync<string>("key", TestContext.Current.CancellationToken));
    }
}
