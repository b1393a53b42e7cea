using CacheKit.Backends;
using CacheKit.Database.Registration;
using CacheKit.Database.Tests.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Database.Tests.Configuration;

/// <summary>What the settings of a database alias may be, and what is said when they are wrong.</summary>
public sealed class DatabaseSettingsReaderTests : IDisposable
{
    private const string Django = "django.core.cache.backends.db.DatabaseCache";

    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string ConnectionString => $"Data Source={_directory.File("cache.db")}";

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("sqlite", null)]
    [InlineData("SQLite", "sqlite")]
    [InlineData("database", null)]
    [InlineData("database", "SQLite")]
    [InlineData(Django, null)]
    public async Task Any_name_of_it_opens_the_database(string backend, string? provider)
    {
        await using var services = Build(("Backend", backend), ("Options:ConnectionString", ConnectionString), ("Options:Provider", provider));

        await services.GetRequiredService<ICache>().SetAsync("a", 1, cancellationToken: Cancel);

        Assert.True(File.Exists(_directory.File("cache.db")));
    }

    [Fact]
    public async Task A_connection_string_is_found_by_its_name()
    {
        await using var services = BuildFrom(
            ("ConnectionStrings:Cache", ConnectionString),
            ("Caches:default:Backend", "sqlite"),
            ("Caches:default:Options:ConnectionStringName", "Cache"));

        await services.GetRequiredService<ICache>().SetAsync("a", 1, cancellationToken: Cancel);

        Assert.True(File.Exists(_directory.File("cache.db")));
    }

    [Fact]
    public async Task A_name_is_looked_for_in_the_applications_configuration_where_only_the_section_was_given()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["ConnectionStrings:Cache"] = ConnectionString,
                ["Caches:default:Backend"] = "sqlite",
                ["Caches:default:Options:ConnectionStringName"] = "Cache",
            })
            .Build();
        var services = new ServiceCollection().AddSingleton<IConfiguration>(configuration);
        services.AddCacheKit(configuration.GetSection("Caches")).AddSqlite();
        await using var container = services.BuildServiceProvider();

        await container.GetRequiredService<ICache>().SetAsync("a", 1, cancellationToken: Cancel);

        Assert.True(File.Exists(_directory.File("cache.db")));
    }

    [Fact]
    public void A_name_that_is_not_there_is_an_error_that_knows_the_nearest() =>
        AssertError(
            "Caches:default:Options:ConnectionStringName is 'Cahce', which the section ConnectionStrings does not have. Did you mean 'Cache'?",
            ("ConnectionStrings:Cache", ConnectionString),
            ("Caches:default:Backend", "sqlite"),
            ("Caches:default:Options:ConnectionStringName", "Cahce"));

    [Fact]
    public void Without_any_database_it_says_what_to_write() =>
        AssertError(
            "Caches:default:Options:ConnectionString is left out: write one, for instance 'Data Source=cache.db', or ConnectionStringName for one of the section ConnectionStrings.",
            ("Caches:default:Backend", "sqlite"));

    [Theory]
    [InlineData("Data Source=cache.db;Pasword=secret")]
    [InlineData("secret")]
    [InlineData("Mode=secret")]
    public void A_connection_string_that_is_none_is_an_error_that_does_not_repeat_it(string text)
    {
        using var services = Build(("Backend", "sqlite"), ("Options:ConnectionString", text));

        var failure = Assert.Throws<CacheConfigurationException>(() => services.GetRequiredService<ICaches>().Default);

        Assert.StartsWith("Caches:default:Options:ConnectionString is no connection string of SQLite", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_connection_string_is_an_error() =>
        AssertError(
            "Caches:default:Options:ConnectionString is empty; write a connection string, for instance 'Data Source=cache.db'.",
            ("Caches:default:Backend", "sqlite"),
            ("Caches:default:Options:ConnectionString", ""));

    [Fact]
    public async Task A_null_takes_back_a_connection_string_so_that_another_setting_says_where_the_database_is()
    {
        await using var services = BuildFrom(
            ("ConnectionStrings:Cache", ConnectionString),
            ("Caches:default:Backend", "sqlite"),
            ("Caches:default:Options:ConnectionString", null),
            ("Caches:default:Options:ConnectionStringName", "Cache"));

        await services.GetRequiredService<ICache>().SetAsync("a", 1, cancellationToken: Cancel);

        Assert.True(File.Exists(_directory.File("cache.db")));
    }

    [Fact]
    public void A_null_alone_is_as_good_as_nothing() =>
        AssertError(
            "Caches:default:Options:ConnectionString is left out: write one, for instance 'Data Source=cache.db', or ConnectionStringName for one of the section ConnectionStrings.",
            ("Caches:default:Backend", "sqlite"),
            ("Caches:default:Options:ConnectionString", null));

    [Fact]
    public void A_provider_that_nobody_registered_is_an_error() =>
        AssertError(
            "Caches:default:Options:Provider is 'oracle'; registered are: sqlite. Add the package of another and call its method (AddSqlite, AddPostgreSql, AddMySql) after AddCacheKit().",
            ("Caches:default:Backend", "database"),
            ("Caches:default:Options:Provider", "oracle"),
            ("Caches:default:Options:ConnectionString", ConnectionString));

    [Fact]
    public void A_provider_that_contradicts_the_backend_is_an_error()
    {
        using var services = Build(
            static builder => builder.AddDatabase(new OtherProvider()),
            ("Caches:default:Backend", "sqlite"),
            ("Caches:default:Options:Provider", "other"),
            ("Caches:default:Options:ConnectionString", ConnectionString));

        AssertError(services, "Caches:default:Options:Provider is 'other', but Backend is 'sqlite': leave one of them out.");
    }

    [Fact]
    public void Where_several_are_registered_the_provider_must_be_named()
    {
        using var services = Build(
            static builder => builder.AddDatabase(new OtherProvider()),
            ("Caches:default:Backend", "database"),
            ("Caches:default:Options:ConnectionString", ConnectionString));

        AssertError(services, "Caches:default:Options:Provider is left out, and several are registered: write one of sqlite, other.");
    }

    [Fact]
    public void A_table_in_a_schema_is_an_error_that_says_what_a_location_is() =>
        AssertError(
            "Caches:default:Location (cache.db) names a table in the schema 'cache', and sqlite has none. Location is the table; a name with a dot is written in quotes, for instance \"cache.db\".",
            ("Caches:default:Backend", "sqlite"),
            ("Caches:default:Location", "cache.db"),
            ("Caches:default:Options:ConnectionString", ConnectionString));

    [Fact]
    public void A_key_of_a_data_source_is_of_no_use_to_SQLite() =>
        AssertError(
            "Caches:default:Options:DataSourceKey is of no use: sqlite has no data sources. Use ConnectionString or ConnectionStringName.",
            ("Caches:default:Backend", "sqlite"),
            ("Caches:default:Options:DataSourceKey", "cache"));

    [Fact]
    public void Several_faults_are_told_at_once()
    {
        using var services = Build(("Backend", "sqlite"), ("Location", "a.b.c"), ("Options:CreateTable", "maybe"), ("Options:ReadConnectionString", ""));

        var failure = Assert.Throws<CacheConfigurationException>(() => services.GetRequiredService<ICaches>().Default);

        Assert.Equal(4, failure.Errors.Count);
    }

    [Fact]
    public void Nothing_is_opened_when_the_application_starts()
    {
        using var services = Build(("Backend", "sqlite"), ("Options:ConnectionString", ConnectionString));

        _ = services.GetRequiredService<ICaches>().Default;

        Assert.False(File.Exists(_directory.File("cache.db")));
    }

    [Fact]
    public void Calling_AddSqlite_twice_registers_one_provider()
    {
        using var services = Build(
            builder => builder.AddSqlite(),
            ("Caches:default:Backend", "database"),
            ("Caches:default:Options:ConnectionString", ConnectionString));

        Assert.Equal("default", services.GetRequiredService<ICache>().Alias);
    }

    [Fact]
    public void Only_a_provider_on_a_server_has_outages()
    {
        var alone = new ServiceCollection();
        alone.AddCacheKit().AddSqlite();
        var beside = new ServiceCollection();
        beside.AddCacheKit().AddSqlite().AddDatabase(new OtherProvider());

        Assert.Equal([("sqlite", false), ("database", false)], Outages(alone));
        Assert.Equal([("sqlite", false), ("database", false), ("other", true), ("database", true)], Outages(beside));
    }

    private static IEnumerable<(string Name, bool HasOutages)> Outages(ServiceCollection services) =>
        services.Select(static service => service.ImplementationInstance).OfType<CacheBackendDescriptor>()
            .Select(static descriptor => (descriptor.Name, descriptor.IsOutage?.Invoke(new TimeoutException()) ?? false));

    private static void AssertError(string expected, params (string Key, string? Value)[] settings)
    {
        using var services = BuildFrom(settings);
        AssertError(services, expected);
    }

    private static void AssertError(ServiceProvider services, string expected)
    {
        var failure = Assert.Throws<CacheConfigurationException>(() => services.GetRequiredService<ICaches>().Default);
        Assert.Equal([expected], failure.Errors);
    }

    private static ServiceProvider Build(params (string Name, string? Value)[] settings) =>
        BuildFrom([.. settings.Where(static setting => setting.Value is not null).Select(static setting => ($"Caches:default:{setting.Name}", setting.Value))]);

    private static ServiceProvider BuildFrom(params (string Key, string? Value)[] settings) => Build(static _ => { }, settings);

    private static ServiceProvider Build(Action<ICacheKitBuilder> register, params (string Key, string? Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.Select(static setting => KeyValuePair.Create(setting.Key, setting.Value))).Build();
        var services = new ServiceCollection();
        register(services.AddCacheKit(configuration).AddSqlite());
        return services.BuildServiceProvider();
    }
}
