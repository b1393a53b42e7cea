using System.Text;
using CacheKit.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace CacheKit.Tests.Configuration;

/// <summary>An application's caches as a configuration describes them.</summary>
internal sealed class ConfiguredCaches
{
    private readonly IConfiguration _configuration;
    private readonly List<Action<ICacheKitBuilder>> _code = [];

    private ConfiguredCaches(IConfiguration configuration) => _configuration = configuration;

    public FakeLogCollector Logs { get; } = new();

    /// <summary>Settings files, a later one over an earlier one.</summary>
    public static ConfiguredCaches FromJson(params string[] files)
    {
        var builder = new ConfigurationBuilder();
        foreach (var file in files)
            builder.AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(file)));
        return new ConfiguredCaches(builder.Build());
    }

    public static ConfiguredCaches FromPairs(params (string Key, string? Value)[] pairs) =>
        new(new ConfigurationBuilder()
            .AddInMemoryCollection(pairs.Select(static pair => KeyValuePair.Create(pair.Key, pair.Value)))
            .Build());

    public static ConfiguredCaches From(IConfiguration configuration) => new(configuration);

    public ConfiguredCaches With(Action<ICacheKitBuilder> code)
    {
        _code.Add(code);
        return this;
    }

    public ServiceProvider Build()
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddProvider(new FakeLoggerProvider(Logs)));
        var builder = services.AddCacheKit(_configuration);
        _code.ForEach(add => add(builder));
        return services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }

    /// <summary>What an alias was read as.</summary>
    public ConfiguredAlias Alias(string alias = "default")
    {
        using var services = Build();
        return services.GetRequiredService<ConfiguredAliases>().Read([]).Single(read => read.Settings.Alias == alias);
    }

    public CacheSettings Settings(string alias = "default") => Alias(alias).Settings;

    /// <summary>What is wrong, as the first use of a cache tells.</summary>
    public IReadOnlyList<string> Errors()
    {
        using var services = Build();
        return Assert.Throws<CacheConfigurationException>(() => services.GetRequiredService<ICache>()).Errors;
    }

    public string Error() => Assert.Single(Errors());
}
