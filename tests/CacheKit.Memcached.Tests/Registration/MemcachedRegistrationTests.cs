using CacheKit.FrameworkFacts;
using CacheKit.TestServers;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Memcached.Tests.Registration;

public sealed class MemcachedRegistrationTests
{
    [Fact]
    public async Task An_application_without_a_configuration_works_from_code_alone()
    {
        await using var server = await MemcachedServer.StartNewAsync();

        await CodeOnlyApplication.AssertWorksAsync(static builder => builder.AddMemcached(), options =>
        {
            options.Backend = "memcached";
            options.Locations = [server.Location];
            options.BackendOptions["Distribution"] = "ketama";
            options.BackendOptions["Timeout"] = options.BackendOptions["ConnectTimeout"] = "20";
        });
    }
}
