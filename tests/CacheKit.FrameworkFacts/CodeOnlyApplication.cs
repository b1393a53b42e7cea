using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CacheKit.FrameworkFacts;

/// <summary>An application without any configuration: all of its cache is said in code, by .NET's own options.</summary>
public static class CodeOnlyApplication
{
    /// <summary>A value is kept and found by such an application.</summary>
    /// <param name="register">Registers the backend.</param>
    /// <param name="configure">Says where it is.</param>
    public static async Task AssertWorksAsync(Action<ICacheKitBuilder> register, Action<CacheOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(register);
        var services = new ServiceCollection();
        register(services.AddCacheKit());
        services.Configure("default", configure);
        services.Configure<CacheOptions>("default", static options =>
        {
            options.KeyPrefix = "shop";
            options.Timeout = TimeSpan.FromMinutes(5);
        });
        await using var provider = services.BuildServiceProvider();
        var cache = provider.GetRequiredService<ICache>();

        await cache.SetAsync("key", "value", cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal("value", await cache.GetAsync<string>("key", TestContext.Current.CancellationToken));
    }
}
