using CacheKit.Backends;
using CacheKit.Configuration;
using CacheKit.Diagnostics;
using CacheKit.Serialization;
using CacheKit.Values;
using Microsoft.Extensions.Logging.Abstractions;

namespace CacheKit.Tests;

/// <summary>The synchronous twins, on a backend that ends inline and on one that lets its caller wait.</summary>
public abstract class CacheSyncExtensionsTests
{
    private protected CacheSyncExtensionsTests(ICacheBackend backend) => Cache = Over(backend);

    private protected ICache Cache { get; }

    private protected static ICache Over(ICacheBackend backend) => new Cache(
        new CacheSettings { Alias = "default" }, backend, new PayloadSerializer(), new CacheInstruments("default", "test"), NullLogger.Instance, TimeProvider.System);

    [Fact]
    public void What_is_set_is_got()
    {
        Cache.Set("k", "value", TimeSpan.FromMinutes(1));

        Assert.Equal("value", Cache.Get<string>("k"));
        Assert.Equal("value", Cache.Get("k", "default"));
        Assert.Equal("value", Cache.TryGet<string>("k").Value);
        Assert.True(Cache.Contains("k"));
    }

    [Fact]
    public void What_is_absent_is_a_miss()
    {
        Assert.Null(Cache.Get<string>("k"));
        Assert.Equal("default", Cache.Get("k", "default"));
        Assert.False(Cache.TryGet<string>("k").HasValue);
        Assert.False(Cache.Contains("k"));
    }

    [Fact]
    public void Add_stores_only_what_is_absent()
    {
        Assert.True(Cache.Add("k", 1));
        Assert.False(Cache.Add("k", 2));

        Assert.Equal(1, Cache.Get<int>("k"));
    }

    [Fact]
    public void GetOrSet_makes_what_is_missing_once()
    {
        Assert.Equal(1, Cache.GetOrSet("k", () => 1));
        Assert.Equal(1, Cache.GetOrSet("k", () => 2, TimeSpan.FromMinutes(1)));
        Assert.Equal(1, Cache.GetOrSetValue("k", 3));
    }

    [Fact]
    public void GetOrSets_factory_may_use_the_cache_and_what_it_stored_first_wins() =>
        Assert.Equal(2, Cache.GetOrSet("k", () => 1 + Cache.GetOrSet("k", () => 2)));

    [Fact]
    public void Many_are_set_got_and_deleted()
    {
        Assert.Empty(Cache.SetMany(new Dictionary<string, int> { ["a"] = 1, ["b"] = 2 }));
        Assert.Equal(2, Cache.GetMany<int>(["a", "b", "c"]).Count);

        Cache.DeleteMany(["a", "b"]);

        Assert.Empty(Cache.GetMany<int>(["a", "b"]));
    }

    [Fact]
    public void Touch_gives_a_new_timeout()
    {
        Cache.Set("k", 1, TimeSpan.FromMinutes(1));

        Assert.True(Cache.Touch("k", CacheTimeout.Never));
        Assert.Null(Cache.GetTimeToLive("k").Value);
        Assert.False(Cache.Touch("absent"));
    }

    [Fact]
    public void Counters_count()
    {
        Cache.Set("k", 10);

        Assert.Equal(11, Cache.Increment("k"));
        Assert.Equal(9, Cache.Decrement("k", 2));
    }

    [Fact]
    public void Versions_move()
    {
        Cache.Set("k", 1);

        Assert.Equal(2, Cache.IncrementVersion("k"));
        Assert.Equal(1, Cache.WithVersion(2).DecrementVersion("k"));
        Assert.Equal(1, Cache.Get<int>("k"));
    }

    [Fact]
    public void Clear_and_delete_remove()
    {
        Cache.Set("a", 1);
        Cache.Set("b", 1);

        Assert.True(Cache.Delete("a"));
        Assert.False(Cache.Delete("a"));
        Cache.Clear();

        Assert.False(Cache.Contains("b"));
    }

    [Fact]
    public void An_error_is_thrown_as_itself()
    {
        Assert.Throws<KeyNotFoundException>(() => Cache.Increment("absent"));
        Assert.Throws<TimeZoneNotFoundException>(() => Cache.GetOrSet<int>("k", () => throw new TimeZoneNotFoundException()));
        Assert.Throws<ArgumentException>(() => Cache.Set("k", Task.FromResult(1)));
        Assert.Throws<ArgumentNullException>("cache", () => CacheSyncExtensions.Clear(null!));
        Assert.Throws<ArgumentNullException>("factory", () => Cache.GetOrSet<int>("k", null!));
    }

    [Fact]
    public void Values_are_removed_by_their_tags()
    {
        Cache.Set("a", 1, new CacheEntryOptions { Tags = ["one"] });
        Cache.Set("b", 1, new CacheEntryOptions { Tags = ["two"] });
        Cache.Set("c", 1, new CacheEntryOptions { Tags = ["three"] });

        Cache.RemoveByTag("one");
        Cache.RemoveByTag(["two", "three"]);

        Assert.Empty(Cache.GetMany<int>(["a", "b", "c"]));
    }
}
