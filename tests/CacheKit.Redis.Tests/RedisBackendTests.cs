using System.Buffers;
using System.Text;
using CacheKit.Backends;
using CacheKit.Conformance.Bytes;
using CacheKit.Redis.Tests.Servers;
using StackExchange.Redis;
using static CacheKit.Redis.Tests.Servers.BackendCalls;

namespace CacheKit.Redis.Tests;

/// <summary>What the backend on Redis does beyond the facts of every backend.</summary>
public sealed class RedisBackendTests(RedisServers servers) : IAsyncLifetime
{
    private const int UnreadableWarning = 1002;

    private RedisStore _store = null!;
    private RedisBackend _backend = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _store = new RedisStore(await servers.Tcp.GetAsync(), servers.NextDatabase());
        _backend = _store.NewBackend();
    }

    public ValueTask DisposeAsync() => _backend.DisposeAsync();

    [Fact]
    public async Task What_is_stored_can_be_read_by_other_clients_of_the_server()
    {
        await using var open = new CacheOnBackend(_backend);

        await open.Cache.SetAsync("counter", 41, CacheTimeout.Never, Token);
        await open.Cache.WithVersion(2).SetAsync("text", "é", CacheTimeout.Never, Token);
        await _store.Database.StringIncrementAsync(":1:counter");

        Assert.Equal("42", await _store.Database.StringGetAsync(":1:counter"));
        Assert.Equal(new byte[] { 0x82, 0xC3, 0xA9 }, (byte[]?)await _store.Database.StringGetAsync(":2:text"));
        Assert.Equal(42, await open.Cache.GetAsync<int>("counter", Token));
    }

    [Theory]
    [InlineData("key", "KEY")]
    [InlineData("resume", "résumé")]
    [InlineData("key", "key ")]
    [InlineData("a\0b", "a\uFFFDb")]
    [InlineData("e\u0301", "é")]
    public async Task Keys_that_differ_a_little_are_two(string one, string other)
    {
        await _backend.SetAsync(one, "1");

        Assert.True(await _backend.AddAsync(Key(other), Payload("2"), null, Token));
        Assert.Equal(["1", "2"], (await _backend.GetManyAsync(one, other)).OrderBy(static found => found.Key).Select(static found => found.Value));
        Assert.True(await _backend.DeleteAsync(Key(one), Token));
        Assert.Equal("2", await _backend.GetAsync(other));
    }

    [Fact]
    public async Task Keys_of_half_characters_are_kept_apart()
    {
        string[] names = ["\uD83D", "\uD83E", "\uFFFD", "\uFFFD\uFFFD\uFFFD"];
        await _backend.SetManyAsync(names);
        Assert.Equal(names.Length, await _backend.CountAsync(Token));
    }

    [Fact]
    public async Task A_key_that_holds_something_else_is_told_as_unreadable_and_can_be_replaced()
    {
        await using var open = new CacheOnBackend(_backend);
        await _store.Database.HashSetAsync(":1:key", "field", 1);

        Assert.Equal(-1, await open.Cache.GetAsync("key", -1, Token));
        Assert.Single(open.Logs.Warnings, static line => line.Id.Id == UnreadableWarning);
        Assert.True(await open.Cache.ContainsAsync("key", Token));
        Assert.False(await open.Cache.AddAsync("key", 1, cancellationToken: Token));
        Assert.Empty(await open.Cache.GetManyAsync<int>(["key", "other"], Token));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await open.Cache.IncrementAsync("key", cancellationToken: Token));

        Assert.Equal(7, await open.Cache.GetOrSetAsync("key", static _ => new ValueTask<int>(7), cancellationToken: Token));
        Assert.Equal(7, await open.Cache.GetAsync<int>("key", Token));
    }

    [Fact]
    public async Task A_life_is_counted_in_milliseconds()
    {
        await _backend.SetAsync("shortest", "", TimeSpan.FromTicks(1));
        await _backend.SetAsync("fraction", "", TimeSpan.FromMilliseconds(90_000.5));
        await _backend.SetManyAsync(new[] { new CacheItem(Key("many"), Payload("")) }, TimeSpan.FromMilliseconds(90_001), Token);

        Assert.InRange((long)await _store.Database.ExecuteAsync("PTTL", (RedisKey)":1:fraction"), 1_001, 90_001);
        Assert.InRange((long)await _store.Database.ExecuteAsync("PTTL", (RedisKey)":1:many"), 1_001, 90_001);
        while (await _backend.ContainsAsync(Key("shortest"), Token))
            await Task.Yield();
    }

    [Fact]
    public async Task A_life_may_be_longer_than_anybody_waits()
    {
        foreach (var life in new TimeSpan?[] { TimeSpan.FromDays(10_000_000), TimeSpan.MaxValue, null })
        {
            await _backend.SetAsync("key", "1", life);
            Assert.True(await _backend.TouchAsync(Key("key"), life, Token));
            Assert.Equal(AddOrGetResult.Existing, await _backend.AddOrGetAsync(Key("key"), Payload("2"), life, new ArrayBufferWriter<byte>(), Token));
            Assert.True((await _backend.GetTimeToLiveAsync(Key("key"), Token)).HasValue);
            await _backend.DeleteAsync(Key("key"), Token);
            Assert.Equal(AddOrGetResult.Added, await _backend.AddOrGetAsync(Key("key"), Payload("2"), life, new ArrayBufferWriter<byte>(), Token));
        }

        Assert.Null((await _backend.GetTimeToLiveAsync(Key("key"), Token)).Value);
    }

    [Fact]
    public async Task A_life_that_another_client_has_set_may_be_longer_than_can_be_counted_here()
    {
        await _store.Database.ExecuteAsync("SET", (RedisKey)":1:key", "1", "PX", 9_000_000_000_000_000L);

        Assert.Equal(new CacheValue<TimeSpan?>(null), await _backend.GetTimeToLiveAsync(Key("key"), Token));
        Assert.Null(Assert.Single(await _backend.ListAsync(null, Token).ToListAsync(Token)).Expires);
    }

    [Fact]
    public async Task A_touch_without_end_tells_a_permanent_entry_from_none()
    {
        await _backend.SetAsync("permanent", "1");
        await _backend.SetAsync("other", "1", TimeSpan.FromHours(1));

        Assert.True(await _backend.TouchAsync(Key("permanent"), null, Token));
        Assert.True(await _backend.TouchAsync(Key("other"), null, Token));
        Assert.False(await _backend.TouchAsync(Key("missing"), null, Token));
        Assert.Null((await _backend.GetTimeToLiveAsync(Key("other"), Token)).Value);
    }

    [Theory]
    [InlineData("9007199254740992", 1, 9007199254740993)]
    [InlineData("-9007199254740992", -1, -9007199254740993)]
    [InlineData("9223372036854775806", 1, long.MaxValue)]
    [InlineData("0", long.MinValue, long.MinValue)]
    public async Task A_counter_is_exact_to_the_ends_of_long(string stored, long delta, long sum)
    {
        await _backend.SetAsync("counter", stored);
        Assert.Equal(new IncrementResult(IncrementStatus.Done, sum), await _backend.IncrementAsync(Key("counter"), delta, Token));
    }

    [Theory]
    [InlineData("9223372036854775807", 1, IncrementStatus.Overflow)]
    [InlineData("18446744073709551615", -1, IncrementStatus.Overflow)]
    [InlineData("18446744073709551616", 1, IncrementStatus.NotAnInteger)]
    [InlineData("100000000000000000000000000", 1, IncrementStatus.NotAnInteger)]
    [InlineData("41 ", 1, IncrementStatus.NotAnInteger)]
    [InlineData("007", 1, IncrementStatus.NotAnInteger)]
    [InlineData("1.5", 1, IncrementStatus.NotAnInteger)]
    [InlineData("", 1, IncrementStatus.NotAnInteger)]
    public async Task What_cannot_be_counted_stays_as_it_is(string stored, long delta, IncrementStatus status)
    {
        await _backend.SetAsync("counter", stored);

        Assert.Equal(new IncrementResult(status), await _backend.IncrementAsync(Key("counter"), delta, Token));
        Assert.Equal(stored, await _backend.GetAsync("counter"));
    }

    [Fact]
    public async Task Counting_goes_on_after_the_server_has_forgotten_its_scripts()
    {
        await _backend.SetAsync("counter", "1");
        Assert.Equal(2, (await _backend.IncrementAsync(Key("counter"), 1, Token)).Value);

        await (await servers.Open.GetAsync()).ExecuteAsync("SCRIPT", "FLUSH");

        Assert.Equal(3, (await _backend.IncrementAsync(Key("counter"), 1, Token)).Value);
    }

    [Fact]
    public async Task A_server_that_cannot_add_and_read_at_once_is_asked_twice()
    {
        await using var older = new ServerRelay(await servers.Open.GetAsync()) { Change = OlderServer.Age };
        await using var connection = await ConnectionMultiplexer.ConnectAsync(older.NewOptions());
        var backend = new RedisStore(connection, _store.Database.Database).NewBackend();
        var found = new ArrayBufferWriter<byte>();

        Assert.Equal(AddOrGetResult.Added, await backend.AddOrGetAsync(Key("key"), Payload("1"), TimeSpan.FromHours(1), found, Token));
        Assert.Equal(0, found.WrittenCount);
        Assert.Equal(AddOrGetResult.Existing, await backend.AddOrGetAsync(Key("key"), Payload("2"), null, found, Token));
        Assert.Equal("1"u8.ToArray(), found.WrittenSpan);
    }

    [Fact]
    public async Task A_move_takes_the_rest_of_the_life_along()
    {
        await _backend.SetAsync("key", "1", TimeSpan.FromHours(1));
        await _backend.SetAsync("there", "2");

        Assert.True(await _backend.MoveAsync(Key("key"), Key("there"), Token));
        Assert.False(await _backend.MoveAsync(Key("key"), Key("there"), Token));

        Assert.Equal("1", await _backend.GetAsync("there"));
        Assert.NotNull((await _backend.GetTimeToLiveAsync(Key("there"), Token)).Value);
    }

    [Fact]
    public async Task Clear_leaves_other_databases_alone()
    {
        var other = new RedisStore(_store.Connection, servers.NextDatabase());
        await other.Database.StringSetAsync(":1:key", 1);
        await _backend.SetAsync("key", "1");

        await _backend.ClearAsync(null, Token);

        Assert.Null(await _backend.GetAsync("key"));
        Assert.Equal(1, await other.Database.StringGetAsync(":1:key"));
    }

    [Fact]
    public async Task Clear_of_a_prefix_goes_through_any_number_of_keys()
    {
        await _backend.SetManyAsync(Enumerable.Range(0, 3_500).Select(static number => $"key{number}"));
        await _store.Database.StringSetAsync("other:1:key", 1);
        await _store.Database.HashSetAsync(":1:foreign", "field", 1);
        Assert.Equal(3_502, await _backend.CountAsync(Token));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _backend.ClearAsync(":1:", new CancellationToken(canceled: true)));
        Assert.Equal(3_502, await _backend.CountAsync(Token));
        Assert.Equal(new StoreSize(3_502, null), await _backend.MeasureAsync(Token));
        await _backend.ClearAsync(":1:", Token);

        Assert.Equal(1, await _backend.CountAsync(Token));
    }

    [Fact]
    public async Task Entries_are_listed_with_length_and_end()
    {
        await _backend.SetAsync("permanent", "12345");
        await _backend.SetAsync("beyond all dates", "1", TimeSpan.FromDays(10_000_000));
        await _backend.SetAsync("half \uD83D", "é", TimeSpan.FromHours(1));
        await _store.Database.StringSetAsync("other:1:key", "");
        await _store.Database.HashSetAsync(":1:foreign", "field", 1);

        var all = await _backend.ListAsync(null, Token).OrderBy(static entry => entry.Key, StringComparer.Ordinal).ToListAsync(Token);
        var some = await _backend.ListAsync(":1:", Token).ToListAsync(Token);

        Assert.Equal(
            [(":1:beyond all dates", 1), (":1:half \uD83D", 2), (":1:permanent", 5), ("other:1:key", 0)],
            all.Select(static entry => (entry.Key, entry.PayloadLength)));
        Assert.InRange(all[1].Expires!.Value, DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddHours(1));
        Assert.Null(all[0].Expires);
        Assert.Null(all[2].Expires);
        Assert.Equal(3, some.Count);
    }

    [Fact]
    public async Task A_long_listing_has_each_entry_once()
    {
        string[] names = [.. Enumerable.Range(0, 2_500).Select(static number => $"key{number}")];
        await _backend.SetManyAsync(names);

        var listed = await _backend.ListAsync(null, Token).Select(static entry => entry.Key).ToListAsync(Token);

        Assert.Equal(names.Select(static name => $":1:{name}").Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_value_of_megabytes_comes_back()
    {
        string value = new('x', 5_000_000);

        await _backend.SetAsync("key", value);

        Assert.Equal(value, await _backend.GetAsync("key"));
    }

    [Fact]
    public async Task A_payload_in_pieces_is_stored_whole()
    {
        var pieces = PayloadPieces.Of(Encoding.UTF8.GetBytes("in many pieces"));

        await _backend.SetAsync(Key("key"), pieces, null, Token);
        await _backend.SetManyAsync(new[] { new CacheItem(Key("many"), pieces) }, null, Token);

        Assert.Equal("in many pieces", await _backend.GetAsync("key"));
        Assert.Equal("in many pieces", await _backend.GetAsync("many"));
    }
}
