using CacheKit.Resilience;
using Microsoft.Extensions.Logging;

namespace CacheKit.Tests.Resilience;

/// <summary>How lost removals are carried out: what depends on one waits for it, and nothing else.</summary>
public sealed class LostRemovalsCarryingOutTests : ForgivingFacts
{
    [Fact]
    public async Task While_it_is_carried_out_those_who_ask_for_it_wait_and_read_nothing_old()
    {
        await Cache.SetAsync("k", 1, default, Token);
        await LoseAsync("k");
        var (begun, end) = Forgiving.Hold("DeleteMany");

        var readers = Enumerable.Range(0, 32).Select(_ => Task.Run(async () => await Cache.GetAsync("k", -1, Token), Token)).ToArray();
        await begun.Task.WaitAsync(Token);
        Assert.DoesNotContain("TryGet", Forgiving.Operations);
        end.SetResult();

        Assert.All(await Task.WhenAll(readers), static value => Assert.Equal(-1, value));
        Assert.Single(Forgiving.Operations, "DeleteMany");
    }

    [Fact]
    public async Task Others_do_not_wait_for_it()
    {
        await Cache.SetAsync("kept", 2, default, Token);
        await Cache.SetAsync("counter", 1, default, Token);
        await LoseAsync("k");
        var (begun, end) = Forgiving.Hold("DeleteMany");
        var waiting = Cache.GetAsync("k", -1, Token).AsTask();
        await begun.Task.WaitAsync(Token);

        Assert.Equal(2, await Cache.GetAsync("kept", -1, Token));
        Assert.Equal(["kept"], (await Cache.GetManyAsync<int>(["kept", "other"], Token)).Keys);
        await Cache.SetAsync("other", 3, default, Token);
        Assert.Equal(2, await Cache.IncrementAsync("counter", 1, Token));
        Assert.True(await Cache.DeleteAsync("kept", Token));
        Assert.False(waiting.IsCompleted);

        end.SetResult();
        Assert.Equal(-1, await waiting);
    }

    [Fact]
    public async Task If_it_takes_long_reads_of_it_are_misses_until_it_is_done()
    {
        await Cache.SetAsync("k", 1, default, Token);
        await LoseAsync("k");
        var (begun, end) = Forgiving.Hold("DeleteMany");

        var waiting = Cache.GetAsync("k", -1, Token).AsTask();
        await begun.Task.WaitAsync(Token);
        Forgiving.Time.Advance(LostRemovals.Patience);
        Assert.Equal(-1, await waiting);
        // Nobody waits for what has taken so long already.
        Assert.Equal(-1, await Cache.GetAsync("k", -1, Token));
        Assert.Empty(await Cache.GetManyAsync<int>(["other", "k"], Token));
        Assert.Equal(3, await Cache.GetOrSetValueAsync("k", 3, default, Token));
        Assert.DoesNotContain("TryGet", Forgiving.Operations);
        end.SetResult();

        await Forgiving.UntilCarriedOutAsync();
        Assert.Equal(4, await Cache.GetOrSetValueAsync("k", 4, default, Token));
        Assert.Equal(4, await Cache.GetAsync("k", -1, Token));
    }

    [Fact]
    public async Task While_the_server_is_being_tried_nobody_waits_for_it()
    {
        Forgiving.GoAway();
        for (int call = 0; call <= Circuit.Threshold; call++)
            await Cache.DeleteAsync("k", Token);
        Forgiving.ComeBack();
        Forgiving.Backend.Hang();

        var trying = Cache.GetAsync("k", -1, Token).AsTask();
        Assert.Equal(-1, await Cache.GetAsync("k", -1, Token));
        Assert.Equal(["DeleteMany"], Forgiving.Operations);
        Forgiving.Backend.Recover();

        Assert.Equal(-1, await trying);
        Assert.Equal(["DeleteMany", "TryGet"], Forgiving.Operations);
    }

    [Fact]
    public async Task The_call_that_tries_the_server_is_not_given_to_what_it_does_not_depend_on()
    {
        await Cache.SetAsync("kept", 2, default, Token);
        Forgiving.GoAway();
        for (int call = 0; call <= Circuit.Threshold; call++)
            await Cache.DeleteAsync("dead", Token);
        Forgiving.ComeBack();
        Fail(static key => key == "own:1:dead", GuardedCache.Outage);

        Assert.Equal(2, await Cache.GetAsync("kept", -1, Token));
        Assert.Equal(2, await Cache.GetAsync("kept", -1, Token));
        Assert.Equal(-1, await Cache.GetAsync("dead", -1, Token));
        Assert.Equal(2, await Cache.GetAsync("kept", -1, Token));
    }

    [Fact]
    public async Task A_part_of_the_store_that_stays_away_keeps_nothing_else_from_being_read_and_written()
    {
        string[] keys = [.. Enumerable.Range(0, 60).Select(static number => $"k{number}")];
        await Cache.SetManyAsync(keys.Select(static key => KeyValuePair.Create(key, 1)), default, Token);
        await LoseAsync(keys);
        // As a primary of three that is dead.
        Fail(static key => key.EndsWith('0'), GuardedCache.Outage);

        foreach (string key in keys)
        {
            await Cache.SetAsync(key, 2, default, Token);
            Assert.Equal(key.EndsWith('0') ? -1 : 2, await Cache.GetAsync(key, -1, Token));
        }

        Forgiving.ComeBack();
        Forgiving.Backend.BeforeCall = null;
        Assert.Equal(keys.Where(static key => !key.EndsWith('0')).Order(), (await Cache.GetManyAsync<int>(keys, Token)).Keys.Order());
    }

    [Fact]
    public async Task After_a_try_in_vain_those_who_do_not_depend_on_it_do_not_try_again_at_once()
    {
        await LoseAsync("dead");
        Fail(static key => key == "own:1:dead", GuardedCache.Outage);
        await Cache.GetAsync<int>("kept", Token);
        await Forgiving.UntilLoggedAsync(GuardedCache.NotCarriedOut);
        Forgiving.Backend.ForgetCalls();

        await Cache.GetAsync<int>("kept", Token);
        Assert.Equal(["TryGet"], Forgiving.Operations);

        Forgiving.ComeBack();
        await Cache.GetAsync<int>("kept", Token);
        Assert.Contains("DeleteMany", Forgiving.Operations);
    }

    [Fact]
    public async Task A_failure_while_it_is_carried_out_keeps_the_rest_remembered()
    {
        string[] keys = [.. Enumerable.Range(0, (2 * LostRemovals.BatchSize) + 1).Select(static number => $"k{number}")];
        await Cache.SetManyAsync(keys.Select(static key => KeyValuePair.Create(key, 1)), default, Token);
        await LoseAsync(keys);
        int batches = 0;
        Forgiving.Backend.BeforeCall = call => call.Operation == "DeleteMany" && ++batches == 2 ? throw GuardedCache.Outage : default;

        await Cache.GetAsync<int>("other", Token);
        await Forgiving.UntilRememberedAsync(LostRemovals.BatchSize + 1);
        await Forgiving.UntilLoggedAsync(GuardedCache.NotCarriedOut);
        Assert.Equal(
            keys[LostRemovals.BatchSize..].Select(static key => "own:1:" + key).Order(StringComparer.Ordinal),
            Forgiving.Backend.Store.FinalKeys.Order(StringComparer.Ordinal));

        Assert.Empty(await Cache.GetManyAsync<int>(keys, Token));
        Assert.Empty(Forgiving.Backend.Store.FinalKeys);
        Assert.Equal(LogLevel.Warning, Assert.Single(Forgiving.Logs.Lines, static line => line.Id.Id == GuardedCache.NotCarriedOut).Level);
    }

    [Fact]
    public async Task What_is_lost_once_more_while_it_is_carried_out_is_carried_out_once_more()
    {
        await LoseAsync("k");
        int deletes = 0;
        Forgiving.Backend.BeforeCall = call =>
        {
            if (call.Operation == "DeleteMany" && deletes++ == 0)
                Forgiving.Ours.RememberLost(["k"]);
            return default;
        };

        await Cache.GetAsync<int>("k", Token);

        Assert.Equal(["DeleteMany", "DeleteMany", "TryGet"], Forgiving.Operations);
    }

    [Fact]
    public async Task A_value_that_is_set_while_an_old_one_is_being_removed_stays()
    {
        await LoseAsync("k");
        var (begun, end) = Forgiving.Hold("DeleteMany");
        await Cache.GetAsync<int>("other", Token);
        await begun.Task.WaitAsync(Token);
        var setting = Cache.SetAsync("k", 2, default, Token).AsTask();
        Assert.DoesNotContain("Set", Forgiving.Operations);
        end.SetResult();
        await setting;

        Assert.Equal(2, await Cache.GetAsync<int>("k", Token));
    }

    [Fact]
    public async Task A_tag_that_was_removed_is_made_good_before_a_value_with_it_is_read_and_others_are_read_meanwhile()
    {
        await Cache.SetAsync("tagged", 1, Tagged, Token);
        await Cache.SetAsync("plain", 2, default, Token);
        Forgiving.GoAway();
        await Cache.RemoveByTagAsync("tag", Token);
        Forgiving.ComeBack();
        Fail(static key => key.StartsWith("own:tag:", StringComparison.Ordinal), GuardedCache.Outage, "Set");

        Assert.Equal(-1, await Cache.GetAsync("tagged", -1, Token));
        Assert.Equal(2, await Cache.GetAsync("plain", -1, Token));

        Forgiving.ComeBack();
        Forgiving.Backend.BeforeCall = null;
        Assert.Equal(-1, await Cache.GetAsync("tagged", -1, Token));
        await Cache.SetAsync("tagged", 3, Tagged, Token);
        Assert.Equal(3, await Cache.GetAsync("tagged", -1, Token));
    }

    [Fact]
    public async Task What_must_not_go_before_another_waits_for_it()
    {
        await Cache.SetManyAsync([KeyValuePair.Create("first", 1), KeyValuePair.Create("second", 1)], default, Token);
        await LoseAsync("first");
        Forgiving.Ours.RememberLostBehind("second", "first");

        Assert.Equal(-1, await Cache.GetAsync("second", -1, Token));

        Assert.Equal(["own:1:first", "own:1:second"], Forgiving.Backend.Calls[0].Keys.Select(static key => key.ToString()));
    }

    [Fact]
    public async Task No_removal_comes_back_in_whatever_order_outages_and_calls_come()
    {
        for (int round = 0; round < 20; round++)
        {
            await Cache.SetAsync("k", round, default, Token);
            Forgiving.GoAway();
            var deletes = Enumerable.Range(0, 8).Select(_ => Task.Run(async () => await Cache.DeleteAsync("k", Token), Token)).ToArray();
            var reads = Enumerable.Range(0, 8).Select(number => Task.Run(async () => await Cache.GetAsync(number % 2 == 0 ? "k" : "other", -1, Token), Token)).ToArray();
            await deletes[0];
            Forgiving.ComeBack();

            var after = await Task.WhenAll(Enumerable.Range(0, 16).Select(number => Task.Run(async () => await Cache.GetAsync(number % 4 == 0 ? "other" : "k", -1, Token), Token)));

            Assert.All(after, static value => Assert.Equal(-1, value));
            await Task.WhenAll(deletes);
            await Task.WhenAll(reads);
        }
    }

    [Fact]
    public async Task Whoever_wants_failures_thrown_is_told_while_it_takes_long()
    {
        await using var throwing = new GuardedCache();
        throwing.GoAway();
        await Assert.ThrowsAsync<CacheBackendException>(async () => await throwing.ForPages.DeleteAsync("k", Token));
        throwing.ComeBack();
        throwing.Backend.Hang();
        var waiting = throwing.Cache.GetAsync<int>("k", Token).AsTask();
        throwing.Time.Advance(LostRemovals.Patience);

        Assert.IsType<RemovalsPendingException>((await Assert.ThrowsAsync<CacheBackendException>(() => waiting)).InnerException);
        throwing.Backend.Recover();
    }

    /// <summary>Loses the removal of some keys; the server is back, and nobody has asked it anything yet.</summary>
    private async Task LoseAsync(params string[] keys)
    {
        Forgiving.GoAway();
        await Cache.DeleteManyAsync(keys, Token);
        Forgiving.ComeBack();
    }

    /// <summary>Lets calls with some keys fail.</summary>
    private void Fail(Predicate<string> isOne, Exception failure, string? operation = null) => Forgiving.Backend.BeforeCall = call =>
        (operation is null || call.Operation == operation) && call.Keys.Any(key => isOne(key.ToString())) ? throw failure : default;
}
