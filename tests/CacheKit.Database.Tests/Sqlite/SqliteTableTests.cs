using CacheKit.Backends;
using CacheKit.Database.Keys;
using CacheKit.Keys;

namespace CacheKit.Database.Tests.Sqlite;

/// <summary>What stands in the table, and what is found there.</summary>
public sealed class SqliteTableTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_row_is_the_key_the_payload_and_the_end()
    {
        await using var harness = Open();
        await harness.SetAsync("a", "1");
        await harness.SetAsync("b", "2", TimeSpan.FromSeconds(2));

        Assert.Equal(":1:a|1|", harness.Query("SELECT cache_key || '|' || CAST(value AS TEXT) || '|' || coalesce(expires, '') FROM cache_entries WHERE cache_key = ':1:a'"));
        Assert.Equal(harness.Time.GetUtcNow().ToUnixTimeMilliseconds() + 2000, harness.Query("SELECT expires FROM cache_entries WHERE cache_key = ':1:b'"));
        Assert.Equal("blob", harness.Query("SELECT typeof(value) FROM cache_entries"));
    }

    [Fact]
    public async Task The_table_has_the_columns_and_the_index_that_are_documented()
    {
        await using var harness = Open();
        await harness.SetAsync("a", "1");

        Assert.Equal("cache_key", harness.Query("SELECT group_concat(name) FROM pragma_table_info('cache_entries') WHERE pk > 0"));
        Assert.Equal("cache_key,full_key,value,expires", harness.Query("SELECT group_concat(name) FROM pragma_table_info('cache_entries')"));
        Assert.Equal("index of cache_entries on expires", harness.Query("SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL"));
    }

    [Theory]
    [InlineData("a", "a_expires")]
    [InlineData("a_expires", "a")]
    public async Task A_table_may_be_named_after_a_column_of_another(string first, string second)
    {
        foreach (string table in (string[])[first, second])
        {
            await using var harness = new SqliteHarness(_directory.File("cache.db"), ("Location", table));
            await harness.SetAsync("key", table);
            Assert.Equal(table, await harness.GetAsync("key"));
        }
    }

    [Fact]
    public async Task A_key_made_to_look_like_a_long_one_never_reads_its_value()
    {
        await using var harness = Open();
        var plain = new CacheKey("", new string('a', 300));
        var crafted = new CacheKey("", DatabaseKey.Of(plain).Text);
        await harness.SetAsync(plain, "secret");

        Assert.Null(await harness.GetAsync(crafted));
        Assert.False(await harness.Backend.ContainsAsync(crafted, Cancel));
        Assert.False(await harness.Backend.TouchAsync(crafted, null, Cancel));
        Assert.False(await harness.Backend.DeleteAsync(crafted, Cancel));
        Assert.Equal(IncrementStatus.Missing, (await harness.Backend.IncrementAsync(crafted, 1, Cancel)).Status);
        Assert.True(await harness.Backend.AddAsync(crafted, SqliteHarness.Payload("mine"), null, Cancel));
        Assert.Equal("mine", await harness.GetAsync(crafted));
        Assert.Null(await harness.GetAsync(plain));
    }

    // Not in attributes, whose texts are UTF-8 and cannot hold a lone surrogate.
    public static TheoryData<string> OddNames => ["a\0b", "a\uD800b", "", "%_'\"", new string('é', 200)];

    [Theory]
    [MemberData(nameof(OddNames), DisableDiscoveryEnumeration = true)]
    public async Task Every_operation_takes_every_key(string name)
    {
        await using var harness = Open();
        var key = new CacheKey("", name);
        var elsewhere = new CacheKey("", key.Name + "2");

        Assert.True(await harness.Backend.AddAsync(key, SqliteHarness.Payload("1"), null, Cancel));
        Assert.False(await harness.Backend.AddAsync(key, SqliteHarness.Payload("2"), null, Cancel));
        Assert.Equal(2, (await harness.Backend.IncrementAsync(key, 1, Cancel)).Value);
        Assert.True(await harness.Backend.MoveAsync(key, elsewhere, Cancel));
        Assert.Equal("2", await harness.GetAsync(elsewhere));
        Assert.Null(await harness.GetAsync(key));
        Assert.True(await harness.Backend.DeleteAsync(elsewhere, Cancel));
        Assert.Equal(0, harness.CountRows());
    }

    [Fact]
    public async Task An_empty_payload_is_a_payload()
    {
        await using var harness = Open();

        await harness.SetAsync("empty", "");

        Assert.Equal("", await harness.GetAsync("empty"));
    }

    [Fact]
    public async Task A_payload_of_a_megabyte_comes_back_whole_and_none_of_it_with_the_next()
    {
        await using var harness = Open();
        string large = new('x', 1 << 20);

        await harness.SetAsync("large", large);
        await harness.SetAsync("small", "s");

        Assert.Equal(large, await harness.GetAsync("large"));
        Assert.Equal("s", await harness.GetAsync("small"));
    }

    [Fact]
    public async Task Of_two_values_for_one_key_in_one_call_the_later_stays()
    {
        await using var harness = Open();
        var key = SqliteHarness.Key("twice");

        await harness.Backend.SetManyAsync(
            new[] { new CacheItem(key, SqliteHarness.Payload("1")), new CacheItem(key, SqliteHarness.Payload("2")) }, null, Cancel);

        Assert.Equal("2", await harness.GetAsync(key));
    }

    [Fact]
    public async Task A_time_to_live_beyond_all_dates_is_none()
    {
        await using var harness = Open();

        await harness.SetAsync("far", "1", TimeSpan.MaxValue);

        Assert.Equal(DBNull.Value, harness.Query("SELECT expires FROM cache_entries"));
    }

    [Fact]
    public async Task A_prefix_takes_its_own_keys_and_no_others_the_long_ones_too()
    {
        await using var harness = Open();
        CacheKey[] within = [new("", "shop:a"), new("", "shop:" + new string('é', 300)), new("", "shop:a\0b"), new("", "shop:\uD800")];
        CacheKey[] without = [new("", "shop"), new("", "shoq:" + new string('é', 300)), new("", "Shop:a"), new("", "x\0"), new("", "%:a")];
        foreach (var key in within.Concat(without))
            await harness.SetAsync(key, "1");

        await harness.Backend.ClearAsync("shop:", Cancel);

        foreach (var key in within)
            Assert.Null(await harness.GetAsync(key));
        foreach (var key in without)
            Assert.Equal("1", await harness.GetAsync(key));
    }

    [Fact]
    public async Task A_prefix_that_is_longer_than_a_row_can_show_takes_no_others()
    {
        await using var harness = Open();
        string prefix = new('p', 400);
        await harness.SetAsync(new CacheKey("", prefix + "a"), "1");
        await harness.SetAsync(new CacheKey("", prefix[..399] + "q"), "1");

        await harness.Backend.ClearAsync(prefix, Cancel);

        Assert.Equal(1, harness.CountRows());
    }

    [Fact]
    public async Task Entries_are_listed_page_by_page_without_the_expired()
    {
        await using var harness = Open(("Options:MaxEntries", "10000"));
        await harness.FillAsync(1200);
        await harness.SetAsync("gone", "1", TimeSpan.FromSeconds(1));
        await harness.SetAsync(new CacheKey("", "long" + new string('é', 300)), "12345", TimeSpan.FromSeconds(9));
        var end = DateTimeOffset.FromUnixTimeMilliseconds(harness.Time.GetUtcNow().ToUnixTimeMilliseconds() + 9000);
        harness.Time.Advance(TimeSpan.FromSeconds(1));

        var all = await harness.Backend.ListAsync(null, Cancel).ToListAsync(Cancel);
        var some = await harness.Backend.ListAsync("long", Cancel).ToListAsync(Cancel);

        Assert.Equal(1201, all.Select(entry => entry.Key).Distinct().Count());
        Assert.Equal(1201, all.Count);
        Assert.Equal(1201, await harness.Backend.CountAsync(Cancel));
        Assert.Equal([new CacheEntryInfo("long" + new string('é', 300), end, 5)], some);
    }

    [Theory]
    [InlineData("My Table")]
    [InlineData("select")]
    [InlineData("it's \"odd\"")]
    [InlineData("Größe")]
    public async Task Any_name_can_be_a_table(string name)
    {
        await using var harness = Open(("Location", $"[{name}]"));

        await harness.SetAsync("a", "1");
        await harness.Backend.ClearAsync("none", Cancel);

        Assert.Equal("1", await harness.GetAsync("a"));
        Assert.Equal(name, harness.Query("SELECT name FROM sqlite_schema WHERE type = 'table'"));
    }

    [Fact]
    public async Task Values_survive_the_end_of_the_process()
    {
        await using (var first = Open())
            await first.Cache.SetAsync("kept", "value", CacheTimeout.Never, Cancel);
        Assert.False(File.Exists(_directory.File("cache.db-wal")));

        await using var second = Open();

        Assert.Equal("value", await second.Cache.GetAsync<string>("kept", Cancel));
    }

    private SqliteHarness Open(params (string Name, string? Value)[] settings) => new(_directory.File("cache.db"), settings);
}
