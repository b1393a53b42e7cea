using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CacheKit.Tests.Configuration;

/// <summary>.NET's own ways to configure options are ways to configure caches.</summary>
public sealed class AliasesInCodeTests
{
    [Fact]
    public void A_name_in_other_case_is_an_error_since_it_would_be_lost()
    {
        var error = WithServices(
            static services => services.Configure<CacheOptions>("Reports", static options => options.Timeout = TimeSpan.FromSeconds(5)),
            ("Caches:default:Backend", "dummy"), ("Caches:reports:Backend", "locmem")).Error();

        Assert.StartsWith(
            "services.Configure<CacheOptions>(\"Reports\", …) is for no cache: the names of options have case, and this cache is 'reports'.", error,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Options_without_a_name_are_an_error_since_they_would_be_lost()
    {
        var error = WithServices(static services => services.Configure<CacheOptions>(static options => options.Timeout = TimeSpan.FromSeconds(5))).Error();

        Assert.StartsWith("services.Configure<CacheOptions>(…) without a name is for no cache: name its alias", error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_comes_after_an_alias_that_is_not_there_is_an_error()
    {
        var error = WithServices(static services => services.PostConfigure<CacheOptions>("defualt", static options => options.Timeout = TimeSpan.FromSeconds(5))).Error();

        Assert.StartsWith(
            "services.PostConfigure<CacheOptions>(\"defualt\", …): there is no cache 'defualt'. Did you mean 'default'?", error,
            StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_application_demands_of_options_is_told_with_our_own_demands()
    {
        var errors = WithServices(
            static services => services.AddOptions<CacheOptions>("default").Validate(
                static options => options.KeyPrefix.Length > 0, "every cache needs a prefix here"),
            ("Caches:default:Backend", "locmem"),
            ("Caches:other:Timeout", "soon")).Errors();

        Assert.Equal(2, errors.Count);
        Assert.Equal("Caches:default: every cache needs a prefix here", errors[0]);
    }

    [Fact]
    public void An_alias_that_only_options_name_is_there()
    {
        var caches = WithServices(static services => services.Configure<CacheOptions>("reports", static options => (options.Backend, options.Location, options.MaxEntries) = ("locmem", "reports", 7)));

        Assert.Equal(["reports"], caches.Alias("reports").Settings.Locations);
        Assert.Equal(7, caches.Alias("reports").Context.MaxEntries);
        Assert.Equal("locmem", caches.Settings("default").Backend);
    }

    [Fact]
    public void An_alias_may_be_bound_to_options_by_a_builder()
    {
        var caches = WithServices(static services => services.AddOptions<CacheOptions>("reports").Configure(static options => options.KeyPrefix = "r"));

        Assert.Equal("r", caches.Settings("reports").KeyPrefix);
    }

    [Fact]
    public void Locations_of_null_are_left_out()
    {
        var caches = WithServices(static services => services.Configure<CacheOptions>("reports", static options => (options.Backend, options.Locations) = ("locmem", [null!, "reports", ""])));

        Assert.Equal(["reports"], caches.Alias("reports").Settings.Locations);
    }

    [Fact]
    public void All_caches_may_be_configured_at_once()
    {
        var caches = WithServices(
            static services => services.ConfigureAll<CacheOptions>(static options => options.KeyPrefix = "all").PostConfigureAll<CacheOptions>(static options => options.Version = 3),
            ("Caches:default:Backend", "locmem"),
            ("Caches:other:KeyPrefix", "own"));

        Assert.Equal(("all", 3), (caches.Settings("default").KeyPrefix, caches.Settings("default").Version));
        Assert.Equal(("all", 3), (caches.Settings("other").KeyPrefix, caches.Settings("other").Version));
    }

    [Fact]
    public void A_class_may_configure_caches()
    {
        var caches = WithServices(
            static services => services.AddSingleton<IConfigureOptions<CacheOptions>, TenantOptions>(), ("Caches:default:KeyPrefix", "p"));

        Assert.Equal("p-default", caches.Settings().KeyPrefix);
    }

    [Fact]
    public void What_comes_after_all_others_wins()
    {
        var caches = WithServices(static services => services.PostConfigure<CacheOptions>("default", static options => options.Version = 4))
            .With(static caches => caches.Configure("default", static options => options.Version = 3));

        Assert.Equal(4, caches.Settings().Version);
    }

    [Fact]
    public void Code_wins_also_when_it_stands_before_the_caches_are_added()
    {
        var services = new ServiceCollection();
        services.AddKeyedSingleton("other", "of the application");
        services.Configure<CacheOptions>("default", static options => options.Version = 3);
        services.AddCacheKit(new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create<string, string?>("Caches:default:Version", "2")]).Build());
        using var provider = services.BuildServiceProvider();

        Assert.Equal(3, provider.GetRequiredService<ICache>().Version);
    }

    [Theory]
    [InlineData("locmem")]
    [InlineData("file")]
    [InlineData("dummy")]
    public async Task A_host_with_an_empty_configuration_works_from_code_alone(string backend)
    {
        var folder = Directory.CreateTempSubdirectory("cachekit-code").FullName;
        try
        {
            var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
            builder.AddCacheKit();
            builder.Services.Configure<CacheOptions>("default", options =>
            {
                options.Backend = backend;
                options.Location = backend == "dummy" ? null : folder;
                options.Timeout = CacheTimeout.Never;
                options.KeyPrefix = "shop";
                options.Version = 2;
                options.MaxEntries = 10;
                options.CullFrequency = 2;
                options.MaxBytes = 1 << 20;
                options.KeyWarnings = CacheKeyWarnings.Off;
                options.LogKeys = false;
                options.OnUnreadable = CacheUnreadable.Throw;
                options.OnFailure = CacheFailure.Miss;
                options.ClearScope = CacheClearScope.Prefix;
                options.CompressAbove = 100;
            });
            using var host = builder.Build();
            await host.StartAsync(TestContext.Current.CancellationToken);
            var cache = host.Services.GetRequiredService<ICache>();

            cache.Set("key", "value");

            Assert.Equal(backend == "dummy" ? null : "value", cache.Get<string>("key"));
            Assert.Equal(2, cache.Version);
            await host.StopAsync(TestContext.Current.CancellationToken);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static ConfiguredCaches WithServices(Action<IServiceCollection> services, params (string Key, string? Value)[] pairs) =>
        ConfiguredCaches.FromPairs(pairs).With(caches => services(caches.Services));

    private sealed class TenantOptions : IConfigureNamedOptions<CacheOptions>
    {
        public void Configure(CacheOptions options) => Configure(Options.DefaultName, options);

        public void Configure(string? name, CacheOptions options) => options.KeyPrefix += $"-{name}";
    }
}
