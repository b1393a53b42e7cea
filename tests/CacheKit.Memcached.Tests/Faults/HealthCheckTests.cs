using CacheKit.Memcached.Tests.Configuration;
using CacheKit.Memcached.Tests.Servers;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CacheKit.Memcached.Tests.Faults;

/// <summary>What a health check says of a cache on three servers, whichever of them has the key that it asks for.</summary>
public sealed class HealthCheckTests : IAsyncLifetime
{
    private readonly ThreeServers _servers = new();

    public ValueTask InitializeAsync() => _servers.InitializeAsync();

    public ValueTask DisposeAsync() => _servers.DisposeAsync();

    [Theory]
    [InlineData("everything")]
    [InlineData("prefix")]
    public async Task Each_server_that_is_away_makes_the_cache_degraded_and_is_named(string clearScope)
    {
        await using var application = Make(clearScope);
        Assert.Equal(HealthStatus.Healthy, (await application.CheckHealthAsync()).Status);

        foreach (var server in _servers.All)
        {
            await server.KillAsync();
            var (status, description) = await application.CheckHealthAsync();
            Assert.Equal(HealthStatus.Degraded, status);
            Assert.Contains("can be used only in part", description, StringComparison.Ordinal);
            Assert.Contains($"memcached on {server.Location}:", description, StringComparison.Ordinal);
            await server.StartAsync();
            await Eventually.IsTrueAsync(async () => (await application.CheckHealthAsync()).Status == HealthStatus.Healthy);
        }
    }

    [Fact]
    public async Task When_all_are_away_it_is_unhealthy_though_nobody_has_used_it_yet()
    {
        await using var application = Make("everything");
        foreach (var server in _servers.All)
            await server.KillAsync();

        var (status, description) = await application.CheckHealthAsync();

        Assert.Equal(HealthStatus.Unhealthy, status);
        Assert.Contains("cannot be used: memcached cannot be reached", description, StringComparison.Ordinal);
    }

    private MemcachedApplication Make(string clearScope) => MemcachedApplication.Make(
        ("Location", _servers.Location), ("KeyPrefix", "p"), ("Options:ClearScope", clearScope), ("Options:Timeout", "60"), ("Options:ConnectTimeout", "60"), ("Options:RetryTimeout", "0.05"));
}
