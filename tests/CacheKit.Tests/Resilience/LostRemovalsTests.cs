using Microsoft.Extensions.Logging;

namespace CacheKit.Tests.Resilience;

/// <summary>What an outage has kept from being removed does not come back with the server.</summary>
public sealed class LostRemovalsTests : ForgivingFacts
{
    [Theory]
    [InlineData("set")]
    [InlineData("set with a zero timeout")]
    [InlineData("set with tags")]
    [InlineData("set-many")]
    [InlineData("set-many with tags")]
    [InlineData("touch with a zero timeout")]
    [InlineData("delete")]
    [InlineData("delete-many")]
    [InlineData("increment-version")]
    [InlineData("remove-by-tag")]
    [InlineData("clear")]
    public async Task What_a_lost_write_should_have_removed_or_overwritten_is_gone(string write)
    {
        await Cache.SetAsync("k", 1, write == "remove-by-tag" ? Tagged : default, Token);
        await Cache.SetAsync("kept", 2, default, Token);
        Forgiving.GoAway();
        await WriteAsync(write);
        Forgiving.ComeBack();

        Assert.False((await Cache.TryGetAsync<int>("k", Token)).HasValue);
        Assert.Equal(write != "clear", await Cache.ContainsAsync("kept", Token));
        Assert.False(await Cache.ContainsAsync("k", Token));
    }

    [Theory]
    [InlineData("add")]
    [InlineData("add with tags")]
    [InlineData("touch")]
    [InlineData("increment")]
    [InlineData("decrement")]
    public async Task What_a_lost_write_was_to_keep_is_kept(string write)
    {
        await Cache.SetAsync("k", 41, default, Token);
        Forgiving.GoAway();
        await WriteAsync(write);
        Forgiving.ComeBack();

        Assert.Equal(41, await Cache.GetAsync<int>("k", Token));
        Assert.Equal(["TryGet"], Forgiving.Operations);
    }

    [Fact]
    public async Task A_lost_touch_keeps_a_value_whose_freshness_stands_in_it()
    {
        await Cache.SetAsync("k", 1, new() { Timeout = TimeSpan.FromHours(1), StaleFor = TimeSpan.FromHours(1) }, Token);
        Forgiving.Backend.BeforeCall = static call => call.Operation == "Set" ? throw GuardedCache.Outage : default;
        Assert.False(await Cache.TouchAsync("k", default, Token));
        Forgiving.Backend.BeforeCall = null;

        Assert.Equal(1, await Cache.GetAsync<int>("k", Token));
    }

    [Fact]
    public async Task A_lost_move_leaves_nothing_under_the_old_version_and_what_is_there_under_the_new_one()
    {
        await Cache.WithVersion(2).SetAsync("k", "it may have come here", default, Token);
        await Cache.SetAsync("k", "old", default, Token);
        Forgiving.GoAway();
        await Assert.ThrowsAsync<KeyNotFoundException>(async () => await Cache.IncrementVersionAsync("k", 1, Token));
        Forgiving.ComeBack();

        Assert.Null(await Cache.GetAsync<string>("k", Token));
        Assert.Equal("it may have come here", await Cache.WithVersion(2).GetAsync<string>("k", Token));
    }

    [Fact]
    public async Task Where_tags_were_used_a_write_that_has_to_look_first_is_remembered_though_it_never_came_to_writing()
    {
        await Cache.SetAsync("k", 1, Tagged, Token);
        await Cache.SetAsync("l", 1, Tagged, Token);
        Forgiving.GoAway();
        await Cache.DeleteAsync("k", Token);
        await Cache.TouchAsync("l", CacheTimeout.Zero, Token);
        Forgiving.ComeBack();

        Assert.Empty(await Cache.GetManyAsync<int>(["k", "l"], Token));
    }

    [Fact]
    public async Task The_first_read_finds_all_else_and_has_it_removed()
    {
        await Cache.SetAsync("k", 1, default, Token);
        await Cache.SetAsync("kept", 2, default, Token);
        Forgiving.GoAway();
        await Cache.DeleteAsync("k", Token);
        Forgiving.ComeBack();

        Assert.Equal(2, await Cache.GetAsync<int>("kept", Token));
        await Forgiving.UntilCarriedOutAsync();

        Assert.Equal("own:1:k", Assert.Single(Assert.Single(Forgiving.Backend.Calls, static call => call.Operation == "DeleteMany").Keys).ToString());
        Assert.DoesNotContain("own:1:k", Forgiving.Backend.Store.FinalKeys);
        Assert.Equal(LogLevel.Information, Assert.Single(Forgiving.Logs.Lines, line => line.Id.Id == GuardedCache.CarriedOut).Level);
    }

    [Fact]
    public async Task Then_nothing_is_remembered_and_nothing_more_is_asked()
    {
        Forgiving.GoAway();
        await Cache.DeleteAsync("k", Token);
        Forgiving.ComeBack();
        await Cache.GetAsync<int>("k", Token);
        Forgiving.Backend.ForgetCalls();

        await Cache.GetAsync<int>("k", Token);

        Assert.Equal(["TryGet"], Forgiving.Operations);
    }

    [Fact]
    public async Task A_value_that_is_set_when_the_server_is_back_stays()
    {
        Forgiving.GoAway();
        await Cache.SetAsync("k", 1, default, Token);
        await Cache.DeleteAsync("counter", Token);
        Forgiving.ComeBack();

        await Cache.SetAsync("k", 2, default, Token);
        Assert.True(await Cache.AddAsync("counter", 1, default, Token));

        Assert.Equal(2, await Cache.GetAsync<int>("k", Token));
        Assert.Equal(2, await Cache.IncrementAsync("counter", 1, Token));
    }

    [Fact]
    public async Task A_get_or_set_that_could_not_store_its_value_removes_nobodys()
    {
        await Cache.SetAsync("k", 1, default, Token);
        Forgiving.GoAway();
        Assert.Equal(2, await Cache.GetOrSetValueAsync("k", 2, default, Token));
        Forgiving.ComeBack();

        Assert.Equal(1, await Cache.GetAsync<int>("k", Token));
        Assert.Equal(["TryGet"], Forgiving.Operations);
    }

    [Fact]
    public async Task What_a_set_of_many_could_not_store_is_removed()
    {
        await Cache.SetAsync("k", 1, default, Token);
        Forgiving.Backend.BeforeCall = call =>
        {
            // The server goes away in the midst of it, and the old values stay.
            Forgiving.Backend.CannotStore = call.Operation == "SetMany" ? static _ => true : null;
            return default;
        };
        Assert.Equal(["k"], await Cache.SetManyAsync([KeyValuePair.Create("k", 2)], default, Token));
        Forgiving.Backend.Store.Replace("own:1:k", "1"u8);

        Assert.False(await Cache.ContainsAsync("k", Token));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_tag_removed_during_an_outage_is_removed_for_a_factory_that_names_it_late(bool hasMetTags)
    {
        if (hasMetTags)
            await Cache.SetAsync("k", 1, Tagged, Token);
        var made = await Cache.GetOrSetAsync(
            "made",
            async (entry, token) =>
            {
                Forgiving.GoAway();
                await Cache.RemoveByTagAsync("tag", token);
                Forgiving.ComeBack();
                entry.Options = Tagged;
                return 2;
            },
            default,
            Token);

        Assert.Equal(2, made);
        Assert.Empty(await Cache.GetManyAsync<int>(["k", "made"], Token));
        // Other processes must see that there was a removal.
        Assert.Contains("own:tag:removals", Forgiving.Backend.Store.FinalKeys);
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
        Forgiving.Backend.FailWith(new DriveNotFoundException("down"));
        await Task.WhenAll(Enumerable.Range(0, 50).Select(number => Task.Run(async () =>
        {
            await Cache.DeleteAsync($"k{number}", Token);
            await Cache.GetAsync<int>("k", Token);
        }, Token)));
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
                await Cache.SetAsync("k", 2, Tagged, Token);
                break;
            case "set-many":
                await Cache.SetManyAsync(pairs, default, Token);
                break;
            case "set-many with tags":
                await Cache.SetManyAsync(pairs, Tagged, Token);
                break;
            case "add":
                await Cache.AddAsync("k", 2, default, Token);
                break;
            case "add with tags":
                await Cache.AddAsync("k", 2, Tagged, Token);
                break;
            case "touch":
                await Cache.TouchAsync("k", default, Token);
                break;
            case "touch with a zero timeout":
                await Cache.TouchAsync("k", CacheTimeout.Zero, Token);
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
