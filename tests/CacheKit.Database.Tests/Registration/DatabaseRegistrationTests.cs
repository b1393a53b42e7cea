using CacheKit.Database.Tests.Sqlite;
using CacheKit.FrameworkFacts;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Database.Tests.Registration;

public sealed class DatabaseRegistrationTests
{
    [Fact]
    public async Task An_application_without_a_configuration_works_from_code_alone()
    {
        using var directory = new TemporaryDirectory();

        await CodeOnlyApplication.AssertWorksAsync(static builder => builder.AddSqlite(), options =>
        {
            options.Backend = "sqlite";
            options.Location = "entries";
            options.BackendOptions["ConnectionString"] = $"Data Source={directory.File("cache.db")};Pooling=False";
            options.BackendOptions["CreateTable"] = "true";
        });
    }
}
