using CacheKit.Resilience;
using CacheKit.Tests.Configuration;
using Microsoft.Extensions.Logging;

namespace CacheKit.Tests.Resilience;

/// <summary>Too much was lost, or all: then the alias is cleared, and nothing is read before.</summary>
public sealed class LostRemovalsBoundTests : ForgivingFacts
{
    [Fact]
    public async Task Above_a_bound_everything_of_the_alias_goes_and_nothing_of_others()
    {
        await Cache.SetAsync("never touched again", 1, default, Token);
        await Cache.SetAsync("tagged", 1, Tagged, Token);
        Forgiving.Backend.Store.Replace("other:1:k", "1"u8);
        Forgiving.GoAway();
        for (int number = 0; number < 100_000; number++)
            Forgiving.Ours.RememberLost([$"k{number}"]);
        await Cache.RemoveByTagAsync("tag", Token);
        Forgiving.ComeBack();

        Assert.Equal(-1, await Cache.GetAsync("never touched again", -1, Token));
        Assert.Equal(-1, await Cache.GetAsync("tagged", -1, Token));
        Assert.Equal(["other:1:k"], Forgiving.Backend.Store.FinalKeys.Where(key => !key.StartsWith("own:tag:", StringComparison.Ordinal)));
        Assert.Contains("own:tag:removals", Forgiving.Backend.Store.FinalKeys);
        Assert.Equal("Clear", Forgiving.Operations.First());
        Assert.Equal(LogLevel.Warning, Assert.Single(Forgiving.Logs.Lines, line => line.Id.Id == GuardedCache.TooMany).Level);
    }

    [Fact]
    public async Task Where_a_key_function_hides_the_prefix_the_whole_store_goes()
    {
        await using var forgiving = GuardedCache.Forgiving(("KeyFunction", KeyFunctions.NameOf(nameof(KeyFunctions.Reversed))));
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
    public async Task Nothing_is_read_before_a_lost_clear_is_carried_out()
    {
        await Cache.SetAsync("k", 1, default, Token);
        Forgiving.GoAway();
        await Cache.ClearAsync(Token);
        Forgiving.ComeBack();
        Forgiving.Backend.BeforeCall = static call => call.Operation == "Clear" ? throw GuardedCache.Outage : default;

        Assert.Equal(-1, await Cache.GetAsync("k", -1, Token));
        Assert.Equal(-1, await Cache.GetAsync("k", -1, Token));
        Assert.DoesNotContain("TryGet", Forgiving.Operations);

        Forgiving.Backend.BeforeCall = null;
        Assert.Equal(-1, await Cache.GetAsync("k", -1, Token));
        Assert.Equal("Clear", Forgiving.Operations.SkipLast(1).Last());
    }
}
