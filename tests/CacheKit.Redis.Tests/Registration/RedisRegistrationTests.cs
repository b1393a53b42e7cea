using CacheKit.Backends;
using CacheKit.FrameworkFacts;
using CacheKit.Redis.Configuration;
using CacheKit.Redis.Registration;
using CacheKit.TestServers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace CacheKit.Redis.Tests.Registration;

public sealed class RedisRegistrationTests
{
    [Fact]
    public async Task Settings_are_read_once_for_an_alias()
    {
        await using var server = await RedisServer.StartNewAsync(new() { IsEncrypted = true });
        string file = Path.GetTempFileName();
        File.Copy(server.CertificatePath, file, overwrite: true);
        var errors = new List<string>();
        using var services = new ServiceCollection().BuildServiceProvider();
        var context = Context($"rediss://localhost:{server.Port}?ssl_ca_certs={Uri.EscapeDataString(file)}", services, errors);
        RedisRegistration.Descriptor.Validate!(context);
        File.Delete(file);

        string shown = RedisRegistration.Descriptor.DisplayLocation!(context);
        await using var backend = (RedisBackend)RedisRegistration.Descriptor.Factory(context);

        Assert.Equal($"rediss://localhost:{server.Port}/0", shown);
        Assert.Empty(errors);
    }

    [Fact]
    public void What_is_wrong_is_told_once()
    {
        var errors = new List<string>();
        using var services = new ServiceCollection().BuildServiceProvider();
        var context = Context("redis://cache:x", services, errors);

        RedisRegistration.Descriptor.Validate!(context);
        RedisRegistration.Descriptor.DisplayLocation!(context);

        Assert.Single(errors);
    }

    [Fact]
    public async Task An_application_without_a_configuration_works_from_code_alone()
    {
        await using var server = await RedisServer.StartNewAsync(new() { User = "alice", Password = "secret" });

        await CodeOnlyApplication.AssertWorksAsync(static builder => builder.AddRedis(), options =>
        {
            options.Backend = "redis";
            options.Locations = [$"redis://{TestServer.Host}:{server.Port}"];
            options.BackendOptions["Username"] = "alice";
            options.BackendOptions["Password"] = "secret";
            options.BackendOptions["Db"] = "3";
            options.BackendOptions["Timeout"] = "20";
        });
    }

    private static CacheBackendContext Context(string location, IServiceProvider services, List<string> errors) => new(
        "default",
        new CacheOptions { Backend = "redis", Path = "Caches:default", Location = location },
        [location],
        new CacheOptionReader("Caches:default:Options", new Dictionary<string, string?>(), RedisOptionNames.Spellings, errors),
        services,
        TimeProvider.System,
        NullLogger.Instance,
        errors);
}
