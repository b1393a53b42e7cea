using System.Buffers;
using CacheKit.Memcached.Tests.Servers;

namespace CacheKit.Memcached.Tests.Clients;

/// <summary>The client over TCP, and what only the meta protocol can do.</summary>
public sealed class TcpClientTests(TcpServer server) : ClientFacts(server), IClassFixture<TcpServer>
{
    private readonly ArrayBufferWriter<byte> _destination = new();

    [Fact]
    public async Task The_time_to_live_is_told()
    {
        await Client.SetAsync(Key, "value"u8.ToArray(), TimeSpan.FromMinutes(10), Token);
        Assert.InRange((await PeekAsync()).TimeToLive!.Value, TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(10));
        Assert.Equal(0, _destination.WrittenCount);

        await Client.TouchAsync(Key, MemcachedExpiry.Never, Token);
        Assert.Null((await PeekAsync()).TimeToLive);

        await Client.SetAsync(Key, "value"u8.ToArray(), TimeSpan.FromDays(100), Token);
        Assert.InRange((await PeekAsync()).TimeToLive!.Value, TimeSpan.FromDays(99), TimeSpan.FromDays(100.1));

        await Client.SetAsync(Key, "value"u8.ToArray(), MemcachedExpiry.At(new(2040, 1, 1, 0, 0, 0, TimeSpan.Zero)), Token);
        Assert.Null((await PeekAsync()).TimeToLive);
    }

    [Fact]
    public async Task One_caller_is_told_to_fill_an_absent_entry()
    {
        var options = new MemcachedGetOptions { ReserveFor = TimeSpan.FromMinutes(1) };

        var first = await Client.GetAsync(Key, _destination, options, Token);
        var second = await Client.GetAsync(Key, _destination, options, Token);

        Assert.True(first is { IsFound: true, IsWinner: true, IsBeingMade: false });
        Assert.True(second is { IsFound: true, IsWinner: false, IsBeingMade: true });
        Assert.Equal(0, _destination.WrittenCount);
    }

    // The server takes what is more than a month as a point in time.
    [Fact]
    public async Task An_absent_entry_may_be_reserved_and_one_refreshed_within_more_than_a_month()
    {
        var (reserving, refreshing) = (new MemcachedGetOptions { ReserveFor = TimeSpan.FromDays(60) }, new MemcachedGetOptions { RefreshWithin = TimeSpan.FromDays(60) });
        await Client.SetAsync($"{Key}:old", "value"u8.ToArray(), TimeSpan.FromDays(50), Token);

        Assert.True((await Client.GetAsync(Key, _destination, reserving, Token)) is { IsWinner: true });
        Assert.True((await Client.GetAsync(Key, _destination, reserving, Token)) is { IsBeingMade: true });
        Assert.True((await Client.GetAsync($"{Key}:old", _destination, refreshing, Token)) is { IsWinner: true });
    }

    [Fact]
    public async Task One_caller_is_told_to_refresh_an_entry_that_expires_soon()
    {
        var options = new MemcachedGetOptions { RefreshWithin = TimeSpan.FromMinutes(2) };
        await Client.SetAsync(Key, "value"u8.ToArray(), TimeSpan.FromMinutes(1), Token);

        Assert.True((await Client.GetAsync(Key, _destination, options, Token)) is { IsFound: true, IsWinner: true });
        Assert.True((await Client.GetAsync(Key, _destination, options, Token)) is { IsFound: true, IsBeingMade: true });
        Assert.Equal("valuevalue"u8, _destination.WrittenSpan);
    }

    [Fact]
    public async Task A_stale_entry_is_made_anew_by_one_caller()
    {
        Assert.False(await Client.MarkStaleAsync(Key, TimeSpan.FromMinutes(1), Token));
        await SetAsync(Key, "old");
        Assert.True(await Client.MarkStaleAsync(Key, TimeSpan.FromMinutes(1), Token));

        var winner = await Client.GetAsync(Key, _destination, new() { WithCas = true }, Token);
        var other = await Client.GetAsync(Key, _destination, new() { WithCas = true }, Token);
        Assert.True(winner is { IsStale: true, IsWinner: true, IsBeingMade: false });
        Assert.True(other is { IsStale: true, IsWinner: false, IsBeingMade: true });

        Assert.Equal(MemcachedStatus.Done, await Client.StoreAsync(Key, new("new"u8.ToArray()), new() { Cas = winner.Cas }, Token));
        Assert.False((await Client.GetAsync(Key, _destination, default, Token)).IsStale);
        Assert.Equal("oldoldnew"u8, _destination.WrittenSpan);
    }

    private ValueTask<MemcachedGetResult> PeekAsync() =>
        Client.GetAsync(Key, _destination, new() { WithoutValue = true, WithTimeToLive = true, KeepsRecency = true }, Token);
}
