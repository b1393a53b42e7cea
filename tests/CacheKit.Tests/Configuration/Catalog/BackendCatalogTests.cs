using CacheKit.Backends;
using CacheKit.Registration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CacheKit.Tests.Configuration.Catalog;

/// <summary>The setting <c>Backend</c>: names, Django's paths, types, and what is not there.</summary>
public sealed class BackendCatalogTests
{
    private static ConfiguredCaches Named(string backend) => ConfiguredCaches.FromPairs(("Caches:default:BACKEND", backend));

    [Theory]
    [InlineData("django.core.cache.backends.locmem.LocMemCache", "locmem")]
    [InlineData("django.core.cache.backends.filebased.FileBasedCache", "file")]
    [InlineData("django.core.cache.backends.db.DatabaseCache", "database")]
    [InlineData("django.core.cache.backends.redis.RedisCache", "redis")]
    [InlineData("django.core.cache.backends.memcached.PyMemcacheCache", "memcached")]
    [InlineData("django.core.cache.backends.memcached.PyLibMCCache", "memcached")]
    [InlineData("django.core.cache.backends.dummy.DummyCache", "dummy")]
    [InlineData("Redis", "redis")]
    [InlineData(" locmem ", "locmem")]
    public void The_paths_of_Django_are_spellings_of_ours(string text, string name)
    {
        var alias = Named(text).WithServers().Alias();

        Assert.Equal(name, alias.Settings.Backend);
        Assert.Equal(text.Trim(), alias.Context.Backend);
    }

    [Theory]
    [InlineData("redis", "Add the NuGet package CacheKit.Redis and call .AddRedis() after AddCacheKit().")]
    [InlineData("django.core.cache.backends.redis.RedisCache", "CacheKit.Redis and call .AddRedis()")]
    [InlineData("memcached", "CacheKit.Memcached and call .AddMemcached()")]
    [InlineData("sqlite", "CacheKit.Sqlite and call .AddSqlite()")]
    [InlineData("postgresql", "CacheKit.PostgreSql and call .AddPostgreSql()")]
    [InlineData("mysql", "CacheKit.MySql and call .AddMySql()")]
    [InlineData("database", "CacheKit.Sqlite and call .AddSqlite() after AddCacheKit(), or CacheKit.PostgreSql and .AddPostgreSql(), or CacheKit.MySql "
        + "and .AddMySql().")]
    public void A_backend_whose_package_is_missing_is_an_error_that_says_what_to_add(string backend, string advice)
    {
        var error = Named(backend).Error();

        Assert.StartsWith($"Caches:default:BACKEND is '{backend}': ", error, StringComparison.Ordinal);
        Assert.Contains(advice, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("reddis", "Did you mean 'redis'?")]
    [InlineData("lokmem", "Did you mean 'locmem'?")]
    [InlineData("postgres", "Did you mean 'postgresql'?")]
    [InlineData("", "Known here: locmem, file, database, sqlite, postgresql, mysql, redis, memcached, distributed, dummy.")]
    [InlineData("django_redis.cache.RedisCache", "Known here: locmem")]
    public void An_unknown_backend_is_an_error_that_names_the_nearest(string backend, string suggestion)
    {
        var error = Named(backend).Error();

        Assert.StartsWith($"Caches:default:BACKEND is '{backend}': no backend has this name. {suggestion}", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_registered_backend_of_your_own_is_suggested_too() =>
        Assert.Contains(
            "Did you mean 'tiered'?", Named("tierd").With(static caches => caches.AddBackend("tiered", static _ => new IdleBackend())).Error(),
            StringComparison.Ordinal);

    [Fact]
    public void A_type_is_named_with_its_assembly()
    {
        using var services = Named(typeof(OfType).AssemblyQualifiedName!).Build();

        Assert.IsType<OfType>(services.GetRequiredService<CacheSet>().Find("default").Bare);
    }

    [Fact]
    public void A_type_is_given_its_context_and_its_options()
    {
        using var services = ConfiguredCaches.FromPairs(
            ("Caches:default:Backend", $"{typeof(OfTypeWithContext).FullName}, {typeof(OfTypeWithContext).Assembly.GetName().Name}"),
            ("Caches:default:Location", "here"),
            ("Caches:default:Options:my_colour", "blue")).Build();

        var backend = Assert.IsType<OfTypeWithContext>(services.GetRequiredService<CacheSet>().Find("default").Bare);

        Assert.Equal(("default", "here", "blue"), (backend.Context.Alias, backend.Context.Location, backend.Context.Options.GetString("MyColour")));
        Assert.NotNull(backend.Logs);
    }

    [Theory]
    [InlineData("No.Such.Type, CacheKit.Tests", "there is no type 'No.Such.Type, CacheKit.Tests'")]
    [InlineData("System.String, System.Runtime", "does not implement CacheKit.Backends.ICacheBackend")]
    [InlineData("CacheKit.Backends.Objects.IObjectCacheBackend, CacheKit", "cannot be made")]
    public void A_type_that_is_no_backend_is_an_error(string type, string problem) =>
        Assert.Contains(problem, Named(type).Error(), StringComparison.Ordinal);

    [Fact]
    public void A_later_backend_of_the_same_name_replaces_the_earlier_one()
    {
        using var services = Named("locmem").With(static caches => caches.AddBackend("locmem", static _ => new IdleBackend())).Build();

        Assert.IsType<IdleBackend>(services.GetRequiredService<CacheSet>().Find("default").Bare);
    }

    [Fact]
    public void A_type_is_registered_under_a_name_and_made_once_for_each_alias()
    {
        using var services = ConfiguredCaches.FromPairs(("Caches:default:Backend", "own"), ("Caches:other:Backend", "own"), ("Caches:other:Options:Any", "1"))
            .With(static caches => caches.AddBackend<OfTypeWithContext>("own")).Build();
        var caches = services.GetRequiredService<CacheSet>();

        var backend = Assert.IsType<OfTypeWithContext>(caches.Find("default").Bare);
        var other = Assert.IsType<OfTypeWithContext>(caches.Find("other").Bare);

        Assert.Equal(("default", "other"), (backend.Context.Alias, other.Context.Alias));
    }

    [Fact]
    public void A_spelling_of_your_own_is_read() =>
        Assert.Equal("mine", Named("acme.MyCache")
            .With(static caches => caches.AddBackend(new CacheBackendDescriptor("mine", static _ => new IdleBackend()) { Spellings = ["acme.MyCache"] }))
            .Settings().Backend);

    public sealed class OfType : IdleBackend;

    public sealed class OfTypeWithContext(CacheBackendContext context, ILoggerFactory logs) : IdleBackend
    {
        public CacheBackendContext Context => context;

        public ILoggerFactory Logs => logs;
    }
}
