using CacheKit.Backends;
using CacheKit.Database.Configuration;
using CacheKit.Database.Tables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace CacheKit.Database.Tests.Configuration;

public sealed class DatabaseSettingsTests
{
    [Fact]
    public void Settings_as_text_hold_no_password()
    {
        using var services = new ServiceCollection().BuildServiceProvider();
        var settings = new DatabaseSettings
        {
            Alias = "default",
            Provider = new OtherProvider(),
            Table = new TableName(null, "entries"),
            ConnectionString = "Password=geheim",
            ReadConnectionString = "Password=geheim",
            MaxEntries = 1,
            CullFrequency = 1,
            Options = new CacheOptionReader("Caches:default:Options", new Dictionary<string, string?>(), new Dictionary<string, string>(), []),
            Services = services,
            Time = TimeProvider.System,
            Logger = NullLogger.Instance,
        };

        Assert.Equal("The database of the cache 'default'", $"{settings}");
    }
}
