using CacheKit.Backends;
using CacheKit.Conformance;
using CacheKit.Conformance.Samples;

namespace CacheKit.Tests.Values;

public sealed class CacheRoundTripTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_final_key_is_prefix_version_and_key()
    {
        await using var bytes = new BytesHarness(("KeyPrefix", "site"), ("Version", "3"));

        await bytes.Cache.SetAsync("key", 1, default, Cancel);
        await bytes.Cache.WithVersion(-4).SetAsync("a:b", 1, default, Cancel);

        Assert.Equal(["site:-4:a:b", "site:3:key"], bytes.Store.FinalKeys);
    }

    [Fact]
    public async Task An_integer_is_stored_as_its_decimal_text_for_a_server_to_count()
    {
        await using var bytes = new BytesHarness();

        await bytes.Cache.SetAsync("key", -42, default, Cancel);

        Assert.Equal("-42"u8.ToArray(), bytes.Store[":1:key"]);
    }

    [Fact]
    public async Task A_counter_that_a_server_pads_with_spaces_is_read_and_counted()
    {
        await using var bytes = new BytesHarness();
        bytes.Store.Replace(":1:key", "42  "u8);

        Assert.Equal(42, await bytes.Cache.GetAsync<int>("key", Cancel));
        Assert.Equal(43, await bytes.Cache.IncrementAsync("key", 1, Cancel));
    }

    [Fact]
    public async Task A_call_about_one_key_is_one_round_trip()
    {
        await using var bytes = new BytesHarness();
        foreach (var call in CacheCall.All.Where(call => !call.Name.StartsWith("GetOrSet", StringComparison.Ordinal)))
        {
            await bytes.Cache.SetAsync("key", 1, default, Cancel);
            bytes.Backend.ForgetCalls();

            await call.MakeAsync(bytes.Cache, "key", Cancel);

            Assert.Single(bytes.TakeCalls());
        }
    }

    [Fact]
    public async Task Making_a_missing_value_is_two_round_trips_and_finding_it_is_one()
    {
        await using var bytes = new BytesHarness();

        await bytes.Cache.GetOrSetValueAsync("key", 1, default, Cancel);
        Assert.Equal(["TryGet", "AddOrGet"], bytes.TakeCalls());

        await bytes.Cache.GetOrSetValueAsync("key", 1, default, Cancel);
        Assert.Equal(["TryGet"], bytes.TakeCalls());
    }

    [Fact]
    public async Task Many_keys_are_one_round_trip_and_none_are_no_call()
    {
        await using var bytes = new BytesHarness();

        await bytes.Cache.SetManyAsync<int>([new("a", 1), new("b", 2)], default, Cancel);
        await bytes.Cache.GetManyAsync<int>(["a", "b", "c"], Cancel);
        await bytes.Cache.DeleteManyAsync(["a", "b"], Cancel);
        await bytes.Cache.SetManyAsync<int>([new("a", 1), new("b", 2)], CacheTimeout.Zero, Cancel);
        Assert.Equal(["SetMany", "GetMany", "DeleteMany", "DeleteMany"], bytes.TakeCalls());

        await bytes.Cache.SetManyAsync<int>([], default, Cancel);
        await bytes.Cache.GetManyAsync<int>([], Cancel);
        await bytes.Cache.DeleteManyAsync([], Cancel);
        Assert.Empty(bytes.TakeCalls());
    }

    [Fact]
    public async Task A_call_that_is_refused_sends_nothing()
    {
        await using var bytes = new BytesHarness(CacheKeyPolicy.Refuse);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        foreach (var call in CacheCall.All)
        {
            await Assert.ThrowsAsync<InvalidCacheKeyException>(() => call.MakeAsync(bytes.Cache, "with space", Cancel));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.MakeAsync(bytes.Cache, "key", cancelled.Token));
        }

        await Assert.ThrowsAsync<CacheSerializationException>(async () => await bytes.Cache.SetAsync("key", new Ring(), default, Cancel));
        await Assert.ThrowsAsync<CacheSerializationException>(async () => await bytes.Cache.SetManyAsync<object>([new("a", 1), new("b", new Ring())], default, Cancel));
        Assert.Empty(bytes.TakeCalls());
    }

    [Fact]
    public async Task A_key_that_could_not_be_stored_among_many_is_told_as_the_caller_spelt_it()
    {
        await using var bytes = new BytesHarness(("KeyPrefix", "site"));
        await bytes.Cache.SetAsync("big", "old", default, Cancel);
        bytes.Backend.CannotStore = key => key.Name.StartsWith("big", StringComparison.Ordinal);

        var failed = await bytes.Cache.SetManyAsync<int>([new("a", 1), new("big", 2), new("b", 3), new("bigger", 4)], default, Cancel);

        Assert.Equal(["big", "bigger"], failed);
        Assert.Equal(["site:1:a", "site:1:b"], bytes.Store.FinalKeys);
    }

    [Fact]
    public async Task A_value_that_another_stored_meanwhile_and_nobody_can_read_is_replaced()
    {
        await using var bytes = new BytesHarness();

        var value = await bytes.Cache.GetOrSetAsync(
            "key",
            _ =>
            {
                bytes.Store.Replace(":1:key", "\u0001nonsense"u8);
                return new ValueTask<string>("made");
            },
            default,
            Cancel);

        Assert.Equal("made", value);
        Assert.Equal("made", await bytes.Cache.GetAsync<string>("key", Cancel));
    }

    [Fact]
    public async Task A_value_that_another_stored_meanwhile_and_that_is_gone_again_is_the_one_that_was_made()
    {
        await using var bytes = new BytesHarness(CacheKeyPolicy.Warn, addsThenReads: true);
        int reads = 0;
        bytes.Backend.BeforeCall = call =>
        {
            if (call.Operation == "Add")
                bytes.Store.Replace(":1:key", "42"u8);
            else if (call.Operation == "TryGet" && ++reads == 2)
                bytes.Store.Remove(":1:key");
            return default;
        };

        Assert.Equal(7, await bytes.Cache.GetOrSetAsync("key", _ => new ValueTask<int>(7), default, Cancel));
        Assert.Equal(["TryGet", "Add", "TryGet"], bytes.TakeCalls());
    }
}
