using System.Buffers;
using System.Globalization;
using System.Text;
using CacheKit.Memcached.Commands;
using CacheKit.Memcached.Tests.Configuration;
using CacheKit.Memcached.Tests.Servers;
using CacheKit.TestServers;

namespace CacheKit.Memcached.Tests;

/// <summary>What a cache on memcached does that no other does, seen from outside with a client.</summary>
public sealed class MemcachedBackendTests(TcpServer server) : IClassFixture<TcpServer>, IAsyncLifetime
{
    private MemcachedApplication _application = null!;
    private MemcachedClient _client = null!;

    private ICache Cache => _application.Cache;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _application = MemcachedApplication.Make(("Location", server.Server.Location), ("Options:Timeout", "60"), ("Options:ConnectTimeout", "60"));
        _client = server.NewClient();
        await _client.FlushAllAsync(cancellationToken: Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        await _client.DisposeAsync();
    }

    [Fact]
    public async Task Other_clients_read_text_integers_and_bytes()
    {
        await Cache.SetAsync("text", "été", cancellationToken: Token);
        await Cache.SetManyAsync([KeyValuePair.Create("number", -7)], cancellationToken: Token);
        await Cache.AddAsync("bytes", new byte[] { 1, 2 }, cancellationToken: Token);

        Assert.Equal((16u, "été"), await ReadAsync(":1:text"));
        Assert.Equal((2u, "-7"), await ReadAsync(":1:number"));
        Assert.Equal((0u, "\u0001\u0002"), await ReadAsync(":1:bytes"));
    }

    [Fact]
    public async Task What_other_clients_stored_is_found()
    {
        await StoreAsync(":1:text", "été", 16);
        await StoreAsync(":1:number", "42", 4);
        await StoreAsync(":1:bytes", "42", 0);

        Assert.Equal("été", await Cache.GetAsync<string>("text", Token));
        Assert.Equal(42, await Cache.GetAsync<int>("number", Token));
        Assert.Equal(43, await Cache.IncrementAsync("number", cancellationToken: Token));
        Assert.Equal((4u, "43"), await ReadAsync(":1:number"));
        Assert.Equal("42"u8.ToArray(), await Cache.GetAsync<byte[]>("bytes", Token));
        Assert.Equal(["bytes", "number", "text"], (await Cache.GetManyAsync<object>(["text", "number", "bytes"], Token)).Keys.Order());
    }

    [Fact]
    public async Task A_pickle_is_a_miss_that_the_log_tells_of()
    {
        await StoreAsync(":1:pickle", "\u0080\u0004.", 1);

        Assert.Equal("none", await Cache.GetAsync("pickle", "none", Token));
        Assert.Empty(await Cache.GetManyAsync<string>(["pickle"], Token));

        Assert.All(
            _application.LinesOf(1002),
            static line => Assert.Contains("a pickle of Python's, which is never decoded", line.Message, StringComparison.Ordinal));
        Assert.Equal(2, _application.LinesOf(1002).Count);
        Assert.True(await Cache.ContainsAsync("pickle", Token));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await Cache.IncrementAsync("pickle", cancellationToken: Token));
    }

    [Fact]
    public async Task A_value_that_is_too_large_leaves_no_old_one()
    {
        await Cache.SetAsync("key", "old", cancellationToken: Token);

        var failure = await Assert.ThrowsAsync<CacheBackendException>(async () => await Cache.SetAsync("key", new byte[2_000_000], cancellationToken: Token));

        Assert.Contains("raise its item size (-I), or set Options:CompressAbove", failure.Message, StringComparison.Ordinal);
        Assert.False(await Cache.ContainsAsync("key", Token));
        await Cache.SetAsync("key", "new", cancellationToken: Token);
        Assert.Equal("new", await Cache.GetAsync<string>("key", Token));
    }

    [Fact]
    public async Task Of_many_the_one_that_is_too_large_is_told_and_leaves_no_old_one()
    {
        await Cache.SetManyAsync([KeyValuePair.Create("small", "old"), KeyValuePair.Create("large", "old")], cancellationToken: Token);

        var failed = await Cache.SetManyAsync(
            [KeyValuePair.Create("small", "new"), KeyValuePair.Create("large", new string('x', 2_000_000))], cancellationToken: Token);

        Assert.Equal(["large"], failed);
        Assert.Equal("new", Assert.Single(await Cache.GetManyAsync<string>(["small", "large"], Token)).Value);
    }

    [Fact]
    public async Task Lives_beyond_thirty_days_and_beyond_2038_are_no_short_ones()
    {
        await Cache.SetAsync("month", 1, TimeSpan.FromDays(31), Token);
        await Cache.SetAsync("century", 1, TimeSpan.FromDays(36_500), Token);
        await Cache.SetAsync("never", 1, CacheTimeout.Never, Token);
        await Cache.SetAsync("touched", 1, TimeSpan.FromSeconds(30), Token);
        Assert.True(await Cache.TouchAsync("touched", TimeSpan.FromDays(31), Token));

        Assert.InRange((await LifeAsync(":1:month"))!.Value, TimeSpan.FromDays(30.9), TimeSpan.FromDays(31.1));
        Assert.InRange((await LifeAsync(":1:touched"))!.Value, TimeSpan.FromDays(30.9), TimeSpan.FromDays(31.1));
        Assert.Null(await LifeAsync(":1:century"));
        Assert.Null(await LifeAsync(":1:never"));
    }

    [Fact]
    public async Task A_counter_that_lost_a_digit_has_a_space_behind_it_and_is_counted_on()
    {
        await Cache.SetAsync("counter", 10, TimeSpan.FromHours(1), Token);

        Assert.Equal(9, await Cache.DecrementAsync("counter", cancellationToken: Token));
        Assert.Equal((2u, "9 "), await ReadAsync(":1:counter"));
        Assert.Equal(9, await Cache.GetAsync<int>("counter", Token));
        Assert.Equal(-1, await Cache.DecrementAsync("counter", 10, Token));
        Assert.Equal((2u, "-1"), await ReadAsync(":1:counter"));
        Assert.Equal(0, await Cache.IncrementAsync("counter", cancellationToken: Token));
        Assert.InRange((await LifeAsync(":1:counter"))!.Value, TimeSpan.FromMinutes(50), TimeSpan.FromHours(1.1));
    }

    [Fact]
    public async Task Nothing_is_sent_when_one_of_many_keys_is_refused()
    {
        await Cache.SetAsync("fine", 1, cancellationToken: Token);
        string before = await CommandsAsync();

        await Assert.ThrowsAsync<InvalidCacheKeyException>(
            async () => await Cache.SetManyAsync([KeyValuePair.Create("fine", 2), KeyValuePair.Create("not fine", 2)], cancellationToken: Token));
        await Assert.ThrowsAsync<InvalidCacheKeyException>(async () => await Cache.GetManyAsync<int>(["fine", "not fine"], Token));
        await Assert.ThrowsAsync<InvalidCacheKeyException>(async () => await Cache.DeleteManyAsync(["fine", new string('é', 130)], Token));

        Assert.Equal(before, await CommandsAsync());
    }

    [Fact]
    public async Task Whether_an_entry_is_there_is_asked_without_its_value()
    {
        await Cache.SetAsync("key", new byte[500_000], cancellationToken: Token);
        long before = await StatisticAsync("bytes_written");

        Assert.True(await Cache.ContainsAsync("key", Token));
        Assert.True((await Cache.GetTimeToLiveAsync("key", Token)).HasValue);

        Assert.InRange(await StatisticAsync("bytes_written") - before, 0, 100_000);
    }

    [Fact]
    public async Task Over_the_binary_protocol_it_is_asked_so_too_and_nothing_is_removed()
    {
        await using var application = MemcachedApplication.Make(("Location", server.Server.Location), ("Options:Binary", "true"), ("Options:Timeout", "60"));
        await application.Cache.SetAsync("key", new byte[500_000], cancellationToken: Token);
        long before = await StatisticAsync("bytes_written");

        for (int call = 0; call < 3; call++)
            Assert.True(await application.Cache.ContainsAsync("key", Token));
        Assert.False(await application.Cache.ContainsAsync("missing", Token));

        Assert.InRange(await StatisticAsync("bytes_written") - before, 0, 100_000);
    }

    [Fact]
    public async Task A_server_that_does_not_allow_flush_all_says_what_to_set()
    {
        foreach (string binary in (string[])["false", "true"])
        {
            await using var strict = await MemcachedServer.StartNewAsync(new() { Arguments = ["-F"] });
            await using var application = MemcachedApplication.Make(("Location", strict.Location), ("Options:Timeout", "60"), ("Options:Binary", binary));

            var failure = await Assert.ThrowsAsync<CacheBackendException>(async () => await application.Cache.ClearAsync(Token));

            Assert.Contains("Options:ClearScope = prefix", failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_the_servers_hold_is_known_at_once()
    {
        // A server of its own: the common one reclaims meanwhile what was flushed before.
        await using var own = await MemcachedServer.StartNewAsync(new());
        await using var application = MemcachedApplication.Make(
            ("Location", own.Location), ("Options:Timeout", "60"), ("Options:ConnectTimeout", "60"));
        await using var entries = new MemcachedEntries(new MemcachedClient(ServerFixture.OptionsFor(own)), new());
        var before = await entries.MeasureAsync(Token);

        await application.Cache.SetAsync("text", new string('x', 1000), cancellationToken: Token);
        await application.Cache.SetAsync("number", 7, cancellationToken: Token);

        var after = await entries.MeasureAsync(Token);
        Assert.Equal(2, after.Entries - before.Entries);
        Assert.InRange(after.Bytes!.Value - before.Bytes!.Value, 1000, 1500);
    }

    private async Task StoreAsync(string key, string value, uint flags) =>
        Assert.Equal(MemcachedStatus.Done, await _client.StoreAsync(key, new(Encoding.UTF8.GetBytes(value)), new() { Flags = flags }, Token));

    private async Task<TimeSpan?> LifeAsync(string key)
    {
        var found = await _client.GetAsync(key, Nowhere.Instance, new() { WithoutValue = true, WithTimeToLive = true }, Token);
        Assert.True(found.IsFound);
        return found.TimeToLive;
    }

    private async Task<string> CommandsAsync() => string.Join(' ', (await _client.GetStatisticsAsync(server.Address, cancellationToken: Token))
        .Where(static statistic =>
            statistic.Key.StartsWith("cmd_", StringComparison.Ordinal) || statistic.Key.StartsWith("delete_", StringComparison.Ordinal)));

    private async Task<long> StatisticAsync(string name) => long.Parse(
        (await _client.GetStatisticsAsync(server.Address, cancellationToken: Token)).Single(statistic => statistic.Key == name).Value, CultureInfo.InvariantCulture);

    private async Task<(uint Flags, string Value)> ReadAsync(string key)
    {
        var value = new ArrayBufferWriter<byte>();
        var found = await _client.GetAsync(key, value, cancellationToken: Token);
        return (found.Flags, Encoding.UTF8.GetString(value.WrittenSpan));
    }
}
