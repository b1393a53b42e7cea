using CacheKit.Backends;
using CacheKit.Database.Culling;

namespace CacheKit.Database.Tests.Sqlite;

/// <summary>What writes take away besides: expired rows, and what is above <c>MaxEntries</c>.</summary>
public sealed class SqliteCullingTests : IDisposable
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);

    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("set")]
    [InlineData("add")]
    [InlineData("touch")]
    [InlineData("set-many")]
    public async Task A_write_takes_expired_rows_away(string operation)
    {
        await using var harness = Open();
        await harness.SetAsync("stays", "1");
        await harness.SetAsync("goes", "1", _second);
        harness.Time.Advance(_second);

        await WriteAsync(harness, operation);

        Assert.Equal(0L, harness.Query("SELECT count(*) FROM cache_entries WHERE expires IS NOT NULL"));
    }

    [Fact]
    public async Task Expired_rows_go_in_batches()
    {
        await using var harness = Open(("Options:MaxEntries", "1000"));
        await harness.FillAsync((2 * EntryLimit.ExpiredBatch) + 1, timeToLive: _second);
        harness.Time.Advance(_second);

        await harness.SetAsync("one", "1");
        Assert.Equal(EntryLimit.ExpiredBatch + 2, harness.CountRows());
        await harness.SetAsync("two", "1");
        Assert.Equal(3, harness.CountRows());
        await harness.SetAsync("three", "1");
        Assert.Equal(3, harness.CountRows());
    }

    [Fact]
    public async Task What_others_stored_is_looked_for_once_a_second()
    {
        await using var harness = Open();
        await harness.SetAsync("mine", "1");
        await using var other = new SqliteHarness($"Data Source={_directory.File("cache.db")}", harness.Time);
        await other.SetAsync("theirs", "1", TimeSpan.FromMilliseconds(10));
        harness.Time.Advance(_second);

        await harness.SetAsync("mine", "2");

        Assert.Equal(1, harness.CountRows());
    }

    [Fact]
    public async Task Two_processes_together_keep_to_the_limit()
    {
        await using var one = Open(("Options:MaxEntries", "30"));
        await using var other = Open(("Options:MaxEntries", "30"));
        for (int number = 0; number < 100; number++)
        {
            await one.SetAsync($"one{number}", "1");
            await other.SetAsync($"other{number}", "1");
            Assert.InRange(one.CountRows(), 1, 31);
        }
    }

    [Fact]
    public async Task A_limit_of_a_thousand_is_kept_exactly()
    {
        await using var harness = Open(("Options:MaxEntries", "1000"));
        await harness.FillAsync(1001);
        Assert.Equal(1001, harness.CountRows());

        await harness.SetAsync("new", "1");

        Assert.Equal(1001 - 333 + 1, harness.CountRows());
    }

    [Fact]
    public async Task Many_values_at_once_do_not_pass_the_limit()
    {
        await using var harness = Open(("Options:MaxEntries", "30"));

        await harness.FillAsync(500);

        Assert.InRange(harness.CountRows(), 20, 31);
        Assert.Equal("x", await harness.GetAsync("key000499"));
    }

    [Fact]
    public async Task A_larger_limit_is_kept_within_a_tenth()
    {
        const int Limit = 2000;
        await using var harness = Open(("Options:MaxEntries", $"{Limit}"));
        long most = 0;
        for (int number = 0; number < 7000; number++)
        {
            await harness.SetAsync($"key{number}", "1");
            if (number % 20 == 0)
                most = Math.Max(most, await harness.Backend.CountAsync(Cancel));
        }

        Assert.InRange(most, Limit, Limit * 1.1);
        Assert.Equal("1", await harness.GetAsync("key6999"));
    }

    [Fact]
    public async Task Many_values_at_once_do_not_make_the_table_grow_without_end()
    {
        const int Limit = 2000, Many = 3000, Calls = 10;
        await using var harness = Open(("Options:MaxEntries", $"{Limit}"));

        for (int call = 0; call < Calls; call++)
            await harness.SetManyAsync($"{call}-", Many);

        Assert.InRange(harness.CountRows(), 1, Limit + (4 * Many));
    }

    [Fact]
    public async Task Expired_rows_go_as_fast_as_many_values_come()
    {
        await using var harness = Open(("Options:MaxEntries", "100000"));
        for (int call = 0; call < 4; call++)
        {
            await harness.SetManyAsync($"{call}-", 500, _second);
            harness.Time.Advance(_second);
        }

        Assert.Equal(500, harness.CountRows());
    }

    [Fact]
    public async Task Expired_rows_go_before_any_other()
    {
        await using var harness = Open(("Options:MaxEntries", "30"));
        await harness.FillAsync(20, "a");
        await harness.FillAsync(11, "z", _second);
        harness.Time.Advance(_second);

        await harness.SetAsync("new", "1");

        Assert.Equal(21, harness.CountRows());
        Assert.Equal("x", await harness.GetAsync("a000000"));
    }

    [Fact]
    public async Task The_smallest_keys_go_in_the_order_of_their_bytes()
    {
        await using var harness = Open(("Options:MaxEntries", "4"), ("Options:CullFrequency", "2"));
        foreach (string name in (string[])["é", "Z", "a", "\U0001F600", "\uFFFD"])
            await harness.SetAsync(name, "1");

        await harness.SetAsync("~", "1");

        Assert.Null(await harness.GetAsync("Z"));
        Assert.Null(await harness.GetAsync("a"));
        Assert.Equal(4, harness.CountRows());
    }

    [Fact]
    public async Task A_table_that_is_far_too_large_shrinks_by_one_batch_a_write()
    {
        await using (var filler = Open(("Options:MaxEntries", "100000")))
            await filler.FillAsync(6000);
        await using var harness = Open(("Options:MaxEntries", "10"));

        await harness.SetAsync("one", "1");

        Assert.Equal(6000 - EntryLimit.LargestBatch + 1, harness.CountRows());
        for (int number = 0; number < 30; number++)
            await harness.SetAsync("one", "1");
        Assert.InRange(harness.CountRows(), 1, 11);
    }

    [Fact]
    public async Task Counting_and_touching_take_away_no_entry_that_is_alive()
    {
        await using var harness = Open(("Options:MaxEntries", "5"));
        await harness.FillAsync(6);

        await harness.Backend.TouchAsync(SqliteHarness.Key("key000003"), _second, Cancel);
        await harness.Backend.IncrementAsync(SqliteHarness.Key("key000003"), 1, Cancel);

        Assert.Equal(6, harness.CountRows());
    }

    private SqliteHarness Open(params (string Name, string? Value)[] settings) => new(_directory.File("cache.db"), settings);

    private static async Task WriteAsync(SqliteHarness harness, string operation)
    {
        var key = SqliteHarness.Key("stays");
        switch (operation)
        {
            case "set":
                await harness.SetAsync(key, "2");
                break;
            case "add":
                await harness.Backend.AddAsync(key, SqliteHarness.Payload("2"), null, Cancel);
                break;
            case "touch":
                await harness.Backend.TouchAsync(key, null, Cancel);
                break;
            default:
                await harness.Backend.SetManyAsync(new[] { new CacheItem(key, SqliteHarness.Payload("2")) }, null, Cancel);
                break;
        }
    }
}
