namespace CacheKit.Tests.Resilience;

/// <summary>A server that answers, and callers who leave: what they were removing counts as lost, and nothing else goes.</summary>
public sealed class LostWriteTests : ForgivingFacts
{
    [Theory]
    [InlineData("add")]
    [InlineData("touch")]
    [InlineData("increment")]
    [InlineData("decrement")]
    [InlineData("increment-version")]
    [InlineData("get-or-set")]
    [InlineData("get")]
    public async Task What_replaces_nothing_removes_nothing_when_it_is_given_up(string operation)
    {
        await Cache.SetAsync("k", 41, default, Token);
        await GiveUpAsync(token => StartAsync(operation, token));

        Assert.Equal(41, await Cache.GetAsync<int>("k", Token));
        Assert.Equal(0, Forgiving.Lost.Count);
    }

    [Theory]
    [InlineData("set")]
    [InlineData("set-many")]
    [InlineData("delete")]
    [InlineData("delete-many")]
    [InlineData("touch with a zero timeout")]
    [InlineData("clear")]
    public async Task What_replaces_or_removes_is_made_up_for_when_it_is_given_up(string operation)
    {
        await Cache.SetAsync("k", 41, default, Token);
        await GiveUpAsync(token => StartAsync(operation, token));

        Assert.False(await Cache.ContainsAsync("k", Token));
    }

    [Fact]
    public async Task So_is_the_removal_of_a_tag()
    {
        await Cache.SetAsync("k", 41, Tagged, Token);
        await GiveUpAsync(token => Cache.RemoveByTagAsync("tag", token).AsTask());

        Assert.False((await Cache.TryGetAsync<int>("k", Token)).HasValue);
    }

    [Fact]
    public async Task So_is_a_removal_that_was_still_looking_at_the_entry()
    {
        await Cache.SetAsync("k", 41, Tagged, Token);
        await GiveUpAsync(token => Cache.DeleteAsync("k", token).AsTask());

        Assert.DoesNotContain("Delete", Forgiving.Operations);
        Assert.False((await Cache.TryGetAsync<int>("k", Token)).HasValue);
    }

    [Fact]
    public async Task A_touch_that_rewrites_a_value_and_is_given_up_leaves_it()
    {
        await Cache.SetAsync("k", 41, new() { Timeout = TimeSpan.FromHours(1), StaleFor = TimeSpan.FromHours(1) }, Token);
        var (begun, end) = Forgiving.Hold("Set");
        using var leaves = new CancellationTokenSource();
        var touching = Cache.TouchAsync("k", default, leaves.Token).AsTask();
        await begun.Task.WaitAsync(Token);
        await leaves.CancelAsync();

        Assert.Equal(0, Forgiving.Lost.Count);
        end.SetResult();
        Assert.True(await touching);
        Assert.Equal(41, await Cache.GetAsync<int>("k", Token));
    }

    [Fact]
    public async Task A_caller_who_had_left_before_removes_nothing()
    {
        await Cache.SetAsync("k", 41, default, Token);
        var left = new CancellationToken(canceled: true);
        foreach (string operation in (string[])["set", "set-many", "delete", "delete-many", "clear", "increment"])
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => StartAsync(operation, left));

        Assert.Equal(41, await Cache.GetAsync<int>("k", Token));
    }

    [Fact]
    public async Task A_removal_that_its_caller_gave_up_on_counts_as_lost()
    {
        await Cache.SetAsync("k", 1, default, Token);
        using var giveUp = new CancellationTokenSource();
        // Nor does the backend end the call.
        var never = new TaskCompletionSource();
        Forgiving.Backend.BeforeCall = call => call.Operation == "Delete" ? new(never.Task) : default;
        var deleting = Cache.DeleteAsync("k", giveUp.Token).AsTask();
        await giveUp.CancelAsync();

        Assert.False((await Cache.TryGetAsync<int>("k", Token)).HasValue);
        never.SetResult();
        await deleting;
    }

    /// <summary>Begins a call, and gives it up when it has come to the server.</summary>
    private async Task GiveUpAsync(Func<CancellationToken, Task> start)
    {
        using var leaves = new CancellationTokenSource();
        Forgiving.Backend.ForgetCalls();
        Forgiving.Backend.Hang();
        var call = start(leaves.Token);
        while (!Forgiving.Operations.Any())
            await Task.Delay(1, Token);
        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Forgiving.Backend.Recover();
    }

    private Task StartAsync(string operation, CancellationToken token) => operation switch
    {
        "get" => Cache.GetAsync<int>("k", token).AsTask(),
        "get-or-set" => Cache.GetOrSetValueAsync("k", 1, default, token).AsTask(),
        "add" => Cache.AddAsync("k", 1, default, token).AsTask(),
        "touch" => Cache.TouchAsync("k", CacheTimeout.Never, token).AsTask(),
        "touch with a zero timeout" => Cache.TouchAsync("k", CacheTimeout.Zero, token).AsTask(),
        "increment" => Cache.IncrementAsync("k", 1, token).AsTask(),
        "decrement" => Cache.DecrementAsync("k", 1, token).AsTask(),
        "increment-version" => Cache.IncrementVersionAsync("k", 1, token).AsTask(),
        "set" => Cache.SetAsync("k", 2, default, token).AsTask(),
        "set-many" => Cache.SetManyAsync([KeyValuePair.Create("k", 2)], default, token).AsTask(),
        "delete" => Cache.DeleteAsync("k", token).AsTask(),
        "delete-many" => Cache.DeleteManyAsync(["k"], token).AsTask(),
        _ => Cache.ClearAsync(token).AsTask(),
    };
}
