using System.Net.Sockets;
using CacheKit.Configuration;
using CacheKit.Keys;
using CacheKit.Resilience;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CacheKit.Tests.Resilience;

/// <summary>A write that the server refuses, and its removal too, harms the entry of its key at most.</summary>
public sealed class LostRemovalsRefusedTests : ForgivingFacts
{
    private static readonly InvalidDataException _refusal = new("No permission.");

    [Fact]
    public async Task A_value_that_the_server_does_not_take_leaves_no_older_one()
    {
        await Cache.SetAsync("k", 1, default, Token);
        // As a server whose memory is full, and which still deletes.
        Refuse("Set", static _ => true);
        await Cache.SetAsync("k", 2, default, Token);

        Assert.False(await Cache.ContainsAsync("k", Token));
    }

    [Fact]
    public async Task A_key_that_the_server_refuses_keeps_no_other_from_being_read_and_written()
    {
        await Cache.SetAsync("k", 1, default, Token);
        Refuse(null, static key => key == "own:1:refused");
        await Cache.SetAsync("refused", 1, default, Token);

        Assert.Equal(1, await Cache.GetAsync<int>("k", Token));
        await Cache.SetAsync("k", 2, default, Token);
        Assert.Equal(2, await Cache.GetAsync<int>("k", Token));
    }

    [Fact]
    public async Task Nor_do_many_of_them_keep_lost_removals_from_being_carried_out()
    {
        await Cache.SetAsync("k", 1, default, Token);
        await Cache.SetAsync("other", 1, default, Token);
        Forgiving.GoAway();
        await Cache.DeleteManyAsync(["refused1", "k", "refused2"], Token);
        Forgiving.ComeBack();
        Refuse(null, static key => key.StartsWith("own:1:refused", StringComparison.Ordinal));

        Assert.Equal(1, await Cache.GetAsync<int>("other", Token));
        await Forgiving.UntilRememberedAsync(2);

        Assert.DoesNotContain("own:1:k", Forgiving.Backend.Store.FinalKeys);
    }

    [Fact]
    public async Task It_is_given_up_once_the_server_has_carried_out_other_writes_and_refuses_it_again()
    {
        Forgiving.Backend.Store.Replace("own:1:refused", "81"u8);
        Refuse(null, static key => key == "own:1:refused");
        await Cache.SetAsync("refused", 2, default, Token);
        Assert.False(await Cache.ContainsAsync("refused", Token));
        Assert.Equal(1, Forgiving.Lost.Count);

        await Cache.SetAsync("k", 1, default, Token);
        // It has begun one, which may have been refused before that write was done.
        await Forgiving.UntilPassedAsync();
        await Cache.ContainsAsync("refused", Token);

        Assert.Equal(0, Forgiving.Lost.Count);
        Assert.True(Forgiving.Lost.IsEmpty);
        var line = Assert.Single(Forgiving.Logs.Lines, static line => line.Id.Id == GuardedCache.Refused);
        Assert.Equal(LogLevel.Warning, line.Level);
        Assert.Contains("own:1:refused", line.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Forgiving.Logs.Lines, static line => line.Id.Id == GuardedCache.CarriedOut);
    }

    [Fact]
    public async Task A_server_that_refuses_every_write_for_a_while_brings_nothing_back()
    {
        await Cache.SetAsync("k", 1, default, Token);
        // As a leader that has become a replica.
        Refuse(null, static _ => true);
        await Cache.DeleteAsync("k", Token);
        for (int time = 0; time < 5; time++)
        {
            Assert.False(await Cache.ContainsAsync("k", Token));
            await Cache.SetAsync("other", 1, default, Token);
            Forgiving.Time.Advance(Circuit.LongestBreak);
        }

        Forgiving.Backend.BeforeCall = null;
        await Cache.SetAsync("unrelated", 1, default, Token);

        Assert.False(await Cache.ContainsAsync("k", Token));
        Assert.DoesNotContain("own:1:k", Forgiving.Backend.Store.FinalKeys);
    }

    /// <summary>To the circuit breaker that is no outage: the other servers answer.</summary>
    [Fact]
    public async Task One_of_several_servers_that_is_away_refuses_nothing()
    {
        var circuit = new Circuit("default", "servers", static _ => false, static failure => failure, Forgiving.Time, NullLogger.Instance);
        var settings = new CacheSettings { Alias = "default", IsOutage = static failure => failure is SocketException };
        var lost = new LostRemovals(settings, Forgiving.Backend, circuit, Forgiving.Time, NullLogger.Instance);
        var key = new CacheKey(":1:", "k");
        lost.Remember(key);
        Forgiving.GoAway();
        for (int time = 0; time < 3; time++)
        {
            await Assert.ThrowsAsync<SocketException>(async () => await lost.MakeGoodAsync([key], Token));
            lost.Written();
        }

        Assert.Equal(1, lost.Count);
    }

    /// <summary>Lets the server refuse writes of some keys; it reads them.</summary>
    private void Refuse(string? operation, Predicate<string> isOne) => Forgiving.Backend.BeforeCall = call =>
        call.Operation is not ("TryGet" or "GetMany" or "Contains")
        && (operation is null || call.Operation == operation)
        && call.Keys.Any(key => isOne(key.ToString()))
            ? throw _refusal
            : default;
}
