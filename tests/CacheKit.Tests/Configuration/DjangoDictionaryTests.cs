namespace CacheKit.Tests.Configuration;

/// <summary>A <c>CACHES</c> dictionary of Django, written as JSON, works as it is.</summary>
public sealed class DjangoDictionaryTests
{
    private const string Caches = """
        {
          "CACHES": {
            "default": {
              "BACKEND": "django.core.cache.backends.redis.RedisCache",
              "LOCATION": ["redis://127.0.0.1:6379", "redis://127.0.0.1:6378"],
              "TIMEOUT": 60,
              "KEY_PREFIX": "site",
              "VERSION": 3,
              "OPTIONS": { "db": "10", "username": "me", "password": "p", "parser_class": "redis.connection.PythonParser", "pool_class": "redis.BlockingConnectionPool" }
            },
            "pylibmc": {
              "BACKEND": "django.core.cache.backends.memcached.PyLibMCCache",
              "LOCATION": "127.0.0.1:11211",
              "OPTIONS": { "binary": true, "username": "user", "password": "pass", "behaviors": { "ketama": true } }
            },
            "pymemcache": {
              "BACKEND": "django.core.cache.backends.memcached.PyMemcacheCache",
              "LOCATION": ["172.19.26.240:11211", "172.19.26.242:11212", "unix:/tmp/memcached.sock"],
              "OPTIONS": {
                "connect_timeout": 0.5, "timeout": 1, "no_delay": true, "ignore_exc": true, "retry_attempts": 2, "retry_timeout": 1,
                "dead_timeout": 60, "max_pool_size": 4, "use_pooling": true
              }
            },
            "table": { "BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "my_cache_table", "TIMEOUT": null },
            "files": { "BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": "/var/tmp/django_cache", "OPTIONS": { "MAX_ENTRIES": 1000 } },
            "memory": { "BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "unique-snowflake", "OPTIONS": { "MAX_ENTRIES": 50, "CULL_FREQUENCY": 0 } },
            "off": { "BACKEND": "django.core.cache.backends.dummy.DummyCache" }
          }
        }
        """;

    private static readonly ConfiguredCaches _django = ConfiguredCaches.FromJson(Caches).WithServers();

    [Fact]
    public void Redis_is_read_whole()
    {
        var alias = _django.Alias();

        Assert.Equal(["redis://127.0.0.1:6379", "redis://127.0.0.1:6378"], alias.Settings.Locations);
        Assert.Equal(("site", 3, TimeSpan.FromSeconds(60)), (alias.Settings.KeyPrefix, alias.Settings.Version, alias.Settings.Timeout.Duration));
        Assert.Equal(10, alias.Context.Options.GetInt32("Db"));
        Assert.Equal("me", alias.Context.Options.GetString("Username"));
        Assert.Equal("redis.BlockingConnectionPool", alias.Context.Options.GetString("PoolClass"));
    }

    [Fact]
    public void Memcached_of_libmemcached_is_read_whole()
    {
        var alias = _django.Alias("pylibmc");

        Assert.Equal(["127.0.0.1:11211"], alias.Settings.Locations);
        Assert.Equal("django.core.cache.backends.memcached.PyLibMCCache", alias.Context.Backend);
        Assert.True(alias.Context.Options.GetBoolean("Binary"));
        Assert.True(alias.Context.Options.GetSection("Behaviors").GetBoolean("Ketama"));
    }

    [Fact]
    public void Memcached_of_pymemcache_is_read_whole()
    {
        var alias = _django.Alias("pymemcache");

        Assert.Equal(3, alias.Settings.Locations.Count);
        Assert.Equal(TimeSpan.FromSeconds(0.5), alias.Context.Options.GetSeconds("ConnectTimeout"));
        Assert.True(alias.Context.Options.GetBoolean("IgnoreErrors"));
        Assert.Equal(4, alias.Context.Options.GetInt32("MaxPoolSize"));
    }

    [Fact]
    public void The_others_are_read_whole()
    {
        Assert.True(_django.Settings("table").Timeout.IsNever);
        Assert.Equal("my_cache_table", _django.Alias("table").Context.Location);
        Assert.Equal((1000, "/var/tmp/django_cache"), (_django.Alias("files").Context.MaxEntries, _django.Alias("files").Context.Location));
        Assert.Equal(
            (50, 0, "unique-snowflake"),
            (_django.Alias("memory").Context.MaxEntries, _django.Alias("memory").Context.CullFrequency, _django.Alias("memory").Context.Location));
        Assert.Equal("dummy", _django.Settings("off").Backend);
    }

    [Fact]
    public void Nothing_of_it_is_ignored() =>
        Assert.All(
            ["default", "pylibmc", "pymemcache", "table", "files", "memory", "off"],
            static alias => Assert.Empty(_django.Alias(alias).Ignored));
}
