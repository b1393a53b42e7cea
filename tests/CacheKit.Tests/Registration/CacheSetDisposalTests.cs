using CacheKit.Registration;
using CacheKit.Tests.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Tests.Registration;

/// <summary>What is closed with the container: what was made here, once, and nothing else.</summary>
public sealed class CacheSetDisposalTests
{
    private static ConfiguredCaches Own(ClosableBackend backend) =>
        ConfiguredCaches.FromPairs(("Caches:default:Backend", "own")).With(caches => caches.AddBackend("own", _ => backend));

    [Fact]
    public void A_backend_that_was_made_is_closed_with_the_container()
    {
        var backend = new ClosableBackend();
        using (var services = Own(backend).Build())
            services.GetRequiredService<ICache>();

        Assert.Equal((1, 0), (backend.Disposed, backend.DisposedAsync));
    }

    [Fact]
    public async Task It_is_closed_asynchronously_with_a_container_that_is()
    {
        var backend = new ClosableBackend();
        await using (var services = Own(backend).Build())
            services.GetRequiredService<ICache>();

        Assert.Equal((0, 1), (backend.Disposed, backend.DisposedAsync));
    }

    [Fact]
    public async Task A_backend_that_closes_only_asynchronously_is_closed_by_a_synchronous_container_too()
    {
        var backend = new AsyncClosableBackend();
        using (var services = ConfiguredCaches.FromPairs(("Caches:default:Backend", "own")).With(caches => caches.AddBackend("own", _ => backend)).Build())
            services.GetRequiredService<ICache>();

        await backend.Closed.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task An_instance_that_was_given_is_not_closed()
    {
        var backend = new ClosableBackend();
        await using (var services = ConfiguredCaches.FromPairs(("Caches:default:Backend", "own")).With(caches => caches.AddBackend("own", backend)).Build())
            Assert.Same(backend, services.GetRequiredService<CacheSet>().Find("default").Bare);

        Assert.Equal((0, 0), (backend.Disposed, backend.DisposedAsync));
    }

    [Fact]
    public async Task One_backend_of_two_aliases_is_closed_once()
    {
        var backend = new ClosableBackend();
        await using (var services = ConfiguredCaches.FromPairs(("Caches:default:Backend", "own"), ("Caches:other:Backend", "own"))
            .With(caches => caches.AddBackend("own", _ => backend)).Build())
            services.GetRequiredService<ICache>();

        Assert.Equal(1, backend.DisposedAsync);
    }

    [Fact]
    public async Task Caches_that_nobody_used_are_not_made_to_be_closed()
    {
        var made = 0;
        await using (var services = ConfiguredCaches.FromPairs(("Caches:default:Backend", "own"))
            .With(caches => caches.AddBackend("own", _ => { made++; return new IdleBackend(); })).Build())
            services.GetRequiredService<ICaches>();

        Assert.Equal(0, made);
    }

    [Fact]
    public async Task A_backend_that_fails_to_close_is_logged_and_the_others_are_closed()
    {
        var good = new ClosableBackend();
        var caches = ConfiguredCaches.FromPairs(("Caches:a:Backend", "good"), ("Caches:default:Backend", "bad")).With(builder => builder
            .AddBackend("good", _ => good)
            .AddBackend("bad", static _ => new ClosableBackend(static () => throw new IOException("stuck"))));
        await using (var services = caches.Build())
            services.GetRequiredService<ICache>();

        Assert.Equal(1, good.DisposedAsync);
        var record = Assert.Single(caches.Logs.GetSnapshot(), static record => record.Id.Id == 1104);
        Assert.IsType<IOException>(record.Exception);
    }

    [Fact]
    public async Task The_services_that_a_backend_took_are_closed_after_it()
    {
        var order = new List<string>();
        await using (var services = ConfiguredCaches.FromPairs(("Caches:default:Backend", "own")).With(caches =>
        {
            caches.Services.AddSingleton(_ => new Connection(order));
            caches.AddBackend("own", context =>
            {
                context.Services.GetRequiredService<Connection>();
                return new ClosableBackend(() => order.Add("backend"));
            });
        }).Build())
            services.GetRequiredService<ICaches>().Default.WithVersion(2);

        Assert.Equal(["backend", "connection"], order);
    }

    private sealed class Connection(List<string> order) : IDisposable
    {
        public void Dispose() => order.Add("connection");
    }
}
