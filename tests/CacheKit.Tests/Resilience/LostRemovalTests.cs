using CacheKit.Resilience;
using Microsoft.Extensions.Logging;

namespace CacheKit.Tests.Resilience;

/// <summary>What an outage has kept from being removed does not come back with the server.</summary>
public sealed class LostRemovalTests : IAsyncDisposable
{
    private const int CarriedOut = 1030;
    private const int NotCarriedOut = 1031;
    private const int TooMany = 1032;

    private static readonly CacheEntryOptions _tagged = new() { Timeout = TimeSpan.FromHours(1), Tags = ["tag"] };

    private readonly GuardedCache _forgiving = GuardedCache.Forgiving(("KeyPrefix", "own"));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ICache Cache => _forgiving.Cache;

    public ValueTask DisposeAsync() => _forgiving.DisposeAsync();

    [Theory]
    [InlineData("set")]
    [InlineData("set with a zero timeout")]
    [InlineData("set with tags")]
    [InlineData("set-many")]
    [InlineData("set-many with tags")]
    [InlineData("add")]
    [InlineData("add with tags")]
    [InlineData("touch")]
    [InlineData("delete")]
    [InlineData("delete-many")]
    [InlineData("increment")]
    [InlineData("decrement")]
    [InlineData("increment-version")]
    [InlineData("remove-by-tag")]
    [InlineData("clear")]
    public async Task What_a_lost_write_should_have_removed_or_overwritten_is_gone(string write)
    {
        await Cache.SetAsync("k", 1, write == "remove-by-tag" ? _tagged : default, Token);
        await Cache.SetAsync("kept", 2, default, Token);
        _forgiving.GoAway();
        await WriteAsync(write);
        _forgiving.ComeBack();

        Assert.False((await Cache.TryGetAsync<int>("k", Token)).HasValue);
        Assert.Equal(write != "clear", await Cache.ContainsAsync("kept", Token));
        Assert.False(await Cache.ContainsAsync("k", Token));
    }

    [Fact]
    public async Task What_a_lost_move_should_have_overwritten_is_gone_too()
    {
        await Cache.WithVersion(2).SetAsync("k", "old", default, Token);
        await Cache.SetAsync("k", "new", default, Token);
        _forgiving.GoAway();
        await Assert.ThrowsAsync<KeyNotFoundException>(async () => await Cache.IncrementVersionAsync("k", 1, Token));
        _forgiving.ComeBack();

        Assert.Null(await Cache.GetAsync<string>("k", Token));
        Assert.Null(await Cache.WithVersion(2).GetAsync<string>("k", Token));
    }

    [Fact]
    public async Task Where_tags_were_used_a_write_that_has_to_look_first_is_remembered_though_it_never_came_to_writing()
    {
        await Cache.SetAsync("k", 1, _tagged, Token);
        await Cache.SetAsync("l", 1, _tagged, Token);
        _forgiving.GoAway();
        await Cache.DeleteAsync("k", Token);
        await Cache.TouchAsync("l", TimeSpan.FromSeconds(1), Token);
        _forgiving.ComeBack();

        Assert.Empty(await Cache.GetManyAsync<int>(["k", "l"], Token));
    }

    [Fact]
    public async Task It_is_removed_before_the_first_read_which_then_finds_all_else()
    {
        await Cache.SetAsync("k", 1, default, Token);
        await Cache.SetAsync("kept", 2, default, Token);
        _forgiving.GoAway();
        await Cache.DeleteAsync("k", Token);
        _forgiving.ComeBack();

        Assert.Equal(2, await Cache.GetAsync<int>("kept", Token));
        Assert.Equal(["DeleteMany", "TryGet"], _forgiving.Operations);
        Assert.Equal("own:1:k", Assert.Single(_forgiving.Backend.Calls[0].Keys).ToString());
        Assert.Equal(LogLevel.Information, Assert.Single(_forgiving.Logs.Lines, line => line.Id.Id == CarriedOut).Level);
    }

    [Fact]
    public async Task Then_nothing_is_remembered_and_nothing_more_is_asked()
    {
        _forgiving.GoAway();
        await Cache.DeleteAsync("k", Token);
        _forgiving.ComeBack();
        await Cache.GetAsync<int>("k", Token);
        _forgiving.Backend.ForgetCalls();

        await Cache.GetAsync<int>("k", Token);

        Assert.Equal(["TryGet"], _forgiving.Operations);
    }

    [Fact]
    public async Task A_value_that_is_set_when_the_server_is_back_stays()
    {
        _forgiving.GoAway();
        await Cache.SetAsync("k", 1, default, Token);
        await Cache.DeleteAsync("counter", Token);
        _forgiving.ComeBack();

        await Cache.SetAsync("k", 2, default, Token);
        Assert.True(await Cache.AddAsync("counter", 1, default, Token));

        Assert.Equal(2, await Cache.GetAsync<int>("k", Token));
        Assert.Equal(2, await Cache.IncrementAsync("counter", 1, Token));
    }

    [Fact]
    public async Task A_get_or_set_that_could_not_store_its_value_removes_nobodys()
    {
        await Cache.SetAsync("k", 1, default, Token);
        _forgiving.GoAway();
        Assert.Equal(2, await Cache.GetOrSetValueAsync("k", 2, default, Token));
        _forgiving.ComeBack();

        Assert.Equal(1, await Cache.GetAsync<int>("k", Token));
        Assert.Equal(["TryGet"], _forgiving.Operations);
    }

    [Fact]
    public async Task A_removal_that_its_caller_gave_up_on_counts_as_lost()
    {
        await Cache.SetAsync("k", 1, default, Token);
        using var giveUp = new CancellationTokenSource();
        // Nor does the backend end the call.
        var never = new TaskCompletionSource();
        _forgiving.Backend.BeforeCall = call => call.Operation == "Delete" ? new(never.Task) : default;
        var deleting = Cache.DeleteAsync("k", giveUp.Token).AsTask();
        await giveUp.CancelAsync();

        Assert.False((await Cache.TryGetAsync<int>("k", Token)).HasValue);
        never.SetResult();
        await deleting;
    }

    [Fact]
    public async Task What_a_set_of_many_could_not_store_is_removed()
    {
        await Cache.SetAsync("k", 1, default, Token);
        _forgiving.Backend.BeforeCall = call =>
        {
            // The server goes away in the midst of it, and the old values stay.
            _forgiving.Backend.CannotStore = call.Operation == "SetMany" ? static _ => true : null;
            return default;
        };
        Assert.Equal(["k"], await Cache.SetManyAsync([KeyValuePair.Create("k", 2)], default, Token));
        _forgiving.Backend.Store.Replace("own:1:k", "1"u8);

        Assert.False(await Cache.ContainsAsync("k", Token));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_tag_removed_during_an_outage_is_removed_for_a_factory_that_names_it_late(bool hasMetTags)
    {
        if (hasMetTags)
            await Cache.SetAsync("k", 1, _tagged, Token);
        var made = await Cache.GetOrSetAsync(
            "made",
            async (entry, token) =>
            {
                _forgiving.GoAway();
                await Cache.RemoveByTagAsync("tag", token);
                _forgiving.ComeBack();
                entry.Options = _tagged;
                return 2;
            },
            default,
            Token);

        Assert.Equal(2, made);
        Assert.Empty(await Cache.GetManyAsync<int>(["k", "made"], Token));
        // Other processes must see that there was a removal.
        Assert.Contains("own:tag:removals", _forgiving.Backend.Store.FinalKeys);
    }

    [Fact]
    public async Task While_it_is_carried_out_others_wait_and_read_nothing_old()
    {
        await Cache.SetAsync("k", 1, default, Token);
        await Cache.SetAsync("kept", 2, default, Token);
        _forgiving.GoAway();
        await Cache.DeleteAsync("k", Token);
        _forgiving.ComeBack();
        var (begun, end) = HoldDeletes();

        var readers = Enumerable.Range(0, 32).Select(number => Task.Run(async () => await Cache.GetAsync(number % 2 == 0 ? "k" : "kept", -1, Token), Token)).ToArray();
        await begun.Task.WaitAsync(Token);
        Assert.DoesNotContain("TryGet", _forgiving.Operations);
        end.SetResult();

        Assert.Equal(Enumerable.Range(0, 32).Select(number => number % 2 == 0 ? -1 : 2), await Task.WhenAll(readers));
        Assert.Single(_forgiving.Operations, "DeleteMany");
    }

    [Fact]
    public async Task If_it_takes_long_reads_are_misses_until_it_is_done()
    {
        await Cache.SetAsync("kept", 2, default, Token);
        _forgiving.GoAway();
        await Cache.DeleteAsync("k", Token);
        _forgiving.ComeBack();
        var (begun, end) = HoldDeletes();

        var waiting = Cache.GetAsync("kept", -1, Token).AsTask();
        await begun.Task.WaitAsync(Token);
        _forgiving.Time.Advance(LostRemovals.Patience);
        Assert.Equal(-1, await waiting);
        // Nobody waits for what has taken so long already.
        Assert.Equal(-1, await Cache.GetAsync("kept", -1, Token));
        Assert.Equal(3, await Cache.GetOrSetValueAsync("kept", 3, default, Token));
        Assert.DoesNotContain("TryGet", _forgiving.Operations);
        end.SetResult();

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!_forgiving.Logs.Lines.Any(line => line.Id.Id == CarriedOut))
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        Assert.Equal(2, await Cache.GetAsync("kept", -1, Token));
    }

    [Fact]
    public async Task While_the_server_is_being_tried_nobody_waits_for_it()
    {
        _forgiving.GoAway();
        for (int call = 0; call <= Circuit.Threshold; call++)
            await Cache.DeleteAsync("k", Token);
        _forgiving.ComeBack();
        _forgiving.Backend.Hang();

        var trying = Cache.GetAsync("k", -1, Token).AsTask();
        Assert.Equal(-1, await Cache.GetAsync("k", -1, Token));
        Assert.Equal(["DeleteMany"], _forgiving.Operations);
        _forgiving.Backend.Recover();

        Assert.Equal(-1, await trying);
        Assert.Equal(["DeleteMany", "TryGet"], _forgiving.Operations);
    }

    [Fact]
    public async Task A_failure_while_it_is_carried_out_keeps_the_rest_remembered()
    {
        string[] keys = [.. Enumerable.Range(0, (2 * LostRemovals.BatchSize) + 1).Select(number => $"k{number}")];
        await Cache.SetManyAsync(keys.Select(key => KeyValuePair.Create(key, 1)), default, Token);
        _forgiving.GoAway();
        await Cache.DeleteManyAsync(keys, Token);
        _forgiving.ComeBack();
        int batches = 0;
        _forgiving.Backend.BeforeCall = call => call.Operation == "DeleteMany" && ++batches == 2 ? throw GuardedCache.Outage : default;

        Assert.Equal(-1, await Cache.GetAsync(keys[^1], -1, Token));
        Assert.Equal(LostRemovals.BatchSize + 1, _forgiving.Backend.Store.FinalKeys.Count);
        Assert.Equal(["DeleteMany", "DeleteMany"], _forgiving.Operations);

        Assert.Empty(await Cache.GetManyAsync<int>(keys, Token));
        Assert.Empty(_forgiving.Backend.Store.FinalKeys);
        Assert.Equal(LogLevel.Warning, Assert.Single(_forgiving.Logs.Lines, line => line.Id.Id == NotCarriedOut).Level);
    }

    [Fact]
    public async Task What_is_lost_once_more_while_it_is_carried_out_is_carried_out_once_more()
    {
        _forgiving.GoAway();
        await Cache.DeleteAsync("k", Token);
        _forgiving.ComeBack();
        int deletes = 0;
        _forgiving.Backend.BeforeCall = call =>
        {
            if (call.Operation == "DeleteMany" && deletes++ == 0)
                CacheKit.Cache.Of(Cache)!.RememberLost(["k"]);
            return default;
        };

        await Cache.GetAsync<int>("k", Token);

        Assert.Equal(["DeleteMany", "DeleteMany", "TryGet"], _forgiving.Operations);
    }

    [Fact]
    public async Task No_removal_comes_back_in_whatever_order_outages_and_calls_come()
    {
        for (int round = 0; round < 20; round++)
        {
            await Cache.SetAsync("k", round, default, Token);
            _forgiving.GoAway();
            var deletes = Enumerable.Range(0, 8).Select(_ => Task.Run(async () => await Cache.DeleteAsync("k", Token), Token)).ToArray();
            var reads = Enumerable.Range(0, 8).Select(_ => Task.Run(async () => await Cache.GetAsync("k", -1, Token), Token)).ToArray();
            await deletes[0];
            _forgiving.ComeBack();

            var after = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(async () => await Cache.GetAsync("k", -1, Token), Token)));

            Assert.All(after, value => Assert.Equal(-1, value));
            await Task.WhenAll(deletes);
            await Task.WhenAll(reads);
        }
    }

    [Fact]
    public async Task Above_a_bound_everything_of_the_alias_goes_and_nothing_of_others()
    {
        await Cache.SetAsync("never touched again", 1, default, Token);
        await Cache.SetAsync("tagged", 1, _tagged, Token);
        _forgiving.Backend.Store.Replace("other:1:k", "1"u8);
        _forgiving.GoAway();
        for (int number = 0; number < 100_000; number++)
            CacheKit.Cache.Of(Cache)!.RememberLost([$"k{number}"]);
        await Cache.RemoveByTagAsync("tag", Token);
        _forgiving.ComeBack();

        Assert.Equal(-1, await Cache.GetAsync("never touched again", -1, Token));
        Assert.Equal(-1, await Cache.GetAsync("tagged", -1, Token));
        Assert.Equal(["other:1:k"], _forgiving.Backend.Store.FinalKeys.Where(key => !key.StartsWith("own:tag:", StringComparison.Ordinal)));
        Assert.Contains("own:tag:removals", _forgiving.Backend.Store.FinalKeys);
        Assert.Equal("Clear", _forgiving.Operations.First());
        Assert.Equal(LogLevel.Warning, Assert.Single(_forgiving.Logs.Lines, line => line.Id.Id == TooMany).Level);
    }

    [Fact]
    public async Task Where_a_key_function_hides_the_prefix_the_whole_store_goes()
    {
        await using var forgiving = GuardedCache.Forgiving(("KeyFunction", Configuration.KeyFunctions.NameOf(nameof(Configuration.KeyFunctions.Reversed))));
        forgiving.Backend.Store.Replace("something", "1"u8);
        forgiving.GoAway();
        await forgiving.Cache.DeleteManyAsync(Enumerable.Range(0, LostRemovals.Limit + 1).Select(number => $"k{number}"), Token);
        forgiving.ComeBack();

        await forgiving.Cache.GetAsync<int>("k", Token);

        Assert.Empty(forgiving.Backend.Store.FinalKeys);
    }

    [Theory]
    [InlineData("prefix", "other:1:k")]
    [InlineData("everything")]
    public async Task A_lost_clear_clears_what_it_was_to_clear(string scope, params string[] left)
    {
        await using var forgiving = GuardedCache.Forgiving(("KeyPrefix", "own"), ("Options:ClearScope", scope));
        await forgiving.Cache.SetAsync("k", 1, default, Token);
        forgiving.Backend.Store.Replace("other:1:k", "1"u8);
        forgiving.GoAway();
        await forgiving.Cache.DeleteAsync("k", Token);
        await forgiving.Cache.ClearAsync(Token);
        forgiving.ComeBack();

        await forgiving.Cache.GetAsync<int>("k", Token);

        Assert.Equal(left, forgiving.Backend.Store.FinalKeys);
        Assert.Equal(["Clear", "TryGet"], forgiving.Operations);
    }

    [Fact]
    public async Task Who_is_told_of_a_failure_has_nothing_remembered()
    {
        await using var throwing = new GuardedCache();
        await throwing.Cache.SetAsync("k", 1, default, Token);
        throwing.GoAway();
        await Assert.ThrowsAsync<CacheBackendException>(async () => await throwing.Cache.DeleteAsync("k", Token));
        await Assert.ThrowsAsync<CacheBackendException>(async () => await throwing.Cache.RemoveByTagAsync("tag", Token));
        await Assert.ThrowsAsync<CacheBackendException>(async () => await throwing.Cache.ClearAsync(Token));
        throwing.ComeBack();

        Assert.Equal(1, await throwing.Cache.GetAsync<int>("k", Token));
        Assert.Equal(["TryGet"], throwing.Operations);
    }

    [Fact]
    public async Task What_pages_could_not_remove_is_removed_before_anybody_reads()
    {
        await using var throwing = new GuardedCache();
        await throwing.Cache.SetAsync("k", 1, default, Token);
        throwing.GoAway();
        await Assert.ThrowsAsync<CacheBackendException>(async () => await throwing.ForPages.DeleteAsync("k", Token));
        throwing.ComeBack();

        Assert.Equal(-1, await throwing.Cache.GetAsync("k", -1, Token));
        Assert.Equal(["DeleteMany", "TryGet"], throwing.Operations);
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

    [Fact]
    public async Task No_exception_is_left_unobserved()
    {
        int unobserved = 0;
        void Count(object? sender, UnobservedTaskExceptionEventArgs e)
        {
            // Nobody else in this process throws one.
            if (e.Exception.ToString().Contains(nameof(DriveNotFoundException), StringComparison.Ordinal))
                Interlocked.Increment(ref unobserved);
        }

        TaskScheduler.UnobservedTaskException += Count;
        try
        {
            await FailOftenAsync();
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= Count;
        }

        Assert.Equal(0, unobserved);
    }

    private async Task FailOftenAsync()
    {
        _forgiving.Backend.FailWith(new DriveNotFoundException("down"));
        await Task.WhenAll(Enumerable.Range(0, 50).Select(number => Task.Run(async () =>
        {
            await Cache.DeleteAsync($"k{number}", Token);
            await Cache.GetAsync<int>("k", Token);
        }, Token)));
    }

    private (TaskCompletionSource Begun, TaskCompletionSource End) HoldDeletes()
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _forgiving.Backend.BeforeCall = async call =>
        {
            if (call.Operation != "DeleteMany")
                return;
            begun.TrySetResult();
            await end.Task;
        };
        return (begun, end);
    }

    private async Task WriteAsync(string write)
    {
        KeyValuePair<string, int>[] pairs = [KeyValuePair.Create("k", 2)];
        switch (write)
        {
            case "set":
                await Cache.SetAsync("k", 2, default, Token);
                break;
            case "set with a zero timeout":
                await Cache.SetAsync("k", 2, CacheTimeout.Zero, Token);
                break;
            case "set with tags":
                await Cache.SetAsync("k", 2, _tagged, Token);
                break;
            case "set-many":
                await Cache.SetManyAsync(pairs, default, Token);
                break;
            case "set-many with tags":
                await Cache.SetManyAsync(pairs, _tagged, Token);
                break;
            case "add":
                await Cache.AddAsync("k", 2, default, Token);
                break;
            case "add with tags":
                await Cache.AddAsync("k", 2, _tagged, Token);
                break;
            case "touch":
                await Cache.TouchAsync("k", default, Token);
                break;
            case "delete":
                await Cache.DeleteAsync("k", Token);
                break;
            case "delete-many":
                await Cache.DeleteManyAsync(["k"], Token);
                break;
            case "increment":
                await Assert.ThrowsAsync<KeyNotFoundException>(async () => await Cache.IncrementAsync("k", 1, Token));
                break;
            case "decrement":
                await Assert.ThrowsAsync<KeyNotFoundException>(async () => await Cache.DecrementAsync("k", 1, Token));
                break;
            case "increment-version":
                await Assert.ThrowsAsync<KeyNotFoundException>(async () => await Cache.IncrementVersionAsync("k", 1, Token));
                break;
            case "remove-by-tag":
                await Cache.RemoveByTagAsync("tag", Token);
                break;
            default:
                await Cache.ClearAsync(Token);
                break;
        }
    }
}
