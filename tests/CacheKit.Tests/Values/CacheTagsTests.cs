using CacheKit.Backends;
using CacheKit.Configuration;
using CacheKit.Conformance.Bytes;
using CacheKit.Diagnostics;
using CacheKit.Serialization;
using CacheKit.Values;
using Microsoft.Extensions.Logging.Abstractions;

namespace CacheKit.Tests.Values;

/// <summary>What tags cost on a server, and what stands there.</summary>
public sealed class CacheTagsTests
{
    private static readonly CacheEntryOptions _tagged = new() { Timeout = TimeSpan.FromHours(1), Tags = ["territory:FR"] };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_changes_for_values_without_tags_before_tags_are_used()
    {
        await using var bytes = new BytesHarness();

        await bytes.Cache.SetAsync("key", "text", default, Cancel);
        await bytes.Cache.GetAsync<string>("key", Cancel);
        await bytes.Cache.GetManyAsync<string>(["key"], Cancel);
        await bytes.Cache.AddAsync("key", "text", default, Cancel);
        await bytes.Cache.ContainsAsync("key", Cancel);
        await bytes.Cache.TouchAsync("key", default, Cancel);
        await bytes.Cache.GetTimeToLiveAsync("key", Cancel);
        await bytes.Cache.DeleteAsync("key", Cancel);
        await bytes.Cache.GetOrSetAsync("key", (_, _) => new ValueTask<string>("text"), default, Cancel);

        Assert.Equal(["Set", "TryGet", "GetMany", "Add", "Contains", "Touch", "GetTimeToLive", "Delete", "TryGet", "AddOrGet"], bytes.TakeCalls());
        Assert.Equal(5, bytes.Store[":1:key"].Length);
    }

    [Fact]
    public async Task Reading_and_storing_values_without_tags_costs_the_same_after_tags_are_used()
    {
        await using var bytes = new BytesHarness();
        await bytes.Cache.SetAsync("tagged", 1, _tagged, Cancel);
        bytes.TakeCalls();

        await bytes.Cache.SetAsync("key", "text", default, Cancel);
        await bytes.Cache.GetAsync<string>("key", Cancel);
        await bytes.Cache.GetManyAsync<string>(["key"], Cancel);
        await bytes.Cache.GetOrSetAsync("other", _ => new ValueTask<string>("text"), default, Cancel);

        Assert.Equal(["Set", "TryGet", "GetMany", "TryGet", "AddOrGet"], bytes.TakeCalls());
    }

    [Fact]
    public async Task A_tagged_value_costs_one_more_round_trip_to_store_and_to_read()
    {
        await using var bytes = new BytesHarness();
        var options = _tagged with { Tags = ["a", "b", "c"] };
        await bytes.Cache.SetAsync("key", 1, options, Cancel);
        bytes.TakeCalls();

        await bytes.Cache.SetAsync("key", 1, options, Cancel);
        Assert.Equal(["GetMany", "Set"], bytes.TakeCalls());

        await bytes.Cache.GetAsync<int>("key", Cancel);
        Assert.Equal(["TryGet", "GetMany"], bytes.TakeCalls());

        await bytes.Cache.GetOrSetAsync("made", _ => new ValueTask<int>(1), options, Cancel);
        Assert.Equal(["TryGet", "GetMany", "AddOrGet"], bytes.TakeCalls());

        await bytes.Cache.GetOrSetAsync("made", _ => new ValueTask<int>(1), options, Cancel);
        Assert.Equal(["TryGet", "GetMany"], bytes.TakeCalls());
    }

    [Fact]
    public async Task Many_tagged_values_cost_one_more_round_trip_together()
    {
        await using var bytes = new BytesHarness();
        string[] keys = [.. Enumerable.Range(0, 20).Select(number => $"key{number}")];
        foreach (string key in keys)
            await bytes.Cache.SetAsync(key, 1, _tagged with { Tags = [key, "all"] }, Cancel);
        await bytes.Cache.SetAsync("untagged", 1, default, Cancel);
        await bytes.Cache.RemoveByTagAsync("key7", Cancel);
        bytes.TakeCalls();

        var found = await bytes.Cache.GetManyAsync<int>([.. keys, "untagged", "absent"], Cancel);

        Assert.Equal(["GetMany", "GetMany"], bytes.TakeCalls());
        Assert.Equal(20, found.Count);
        Assert.DoesNotContain("key7", found.Keys);
    }

    [Fact]
    public async Task A_removal_costs_the_same_however_many_entries_and_tags_there_are()
    {
        await using var bytes = new BytesHarness();
        await bytes.Cache.SetManyAsync(Enumerable.Range(0, 1000).Select(number => KeyValuePair.Create($"key{number}", number)), _tagged, Cancel);
        bytes.TakeCalls();

        await bytes.Cache.RemoveByTagAsync("territory:FR", Cancel);
        await bytes.Cache.RemoveByTagAsync(["a", "b", "c"], Cancel);

        Assert.Equal(["Set", "SetMany", "Set", "SetMany"], bytes.TakeCalls());
        Assert.Empty(await bytes.Cache.GetManyAsync<int>(Enumerable.Range(0, 1000).Select(number => $"key{number}"), Cancel));
    }

    [Fact]
    public async Task The_memory_of_tags_is_bounded()
    {
        await using var bytes = new BytesHarness();

        await bytes.Cache.RemoveByTagAsync(Enumerable.Range(0, 300_000).Select(number => $"tag{number}"), Cancel);

        Assert.InRange(bytes.Store.FinalKeys.Count, 60_000, 65_537);
    }

    [Fact]
    public async Task Markers_stand_beside_the_versions_of_their_prefix()
    {
        await using var bytes = new BytesHarness(("KeyPrefix", "site"));

        await bytes.Cache.SetAsync("key", 1, _tagged, Cancel);
        await bytes.Cache.RemoveByTagAsync("territory:FR", Cancel);

        Assert.Equal(["site:1:key", "site:tag:003c", "site:tag:removals"], bytes.Store.FinalKeys);
        Assert.All(bytes.Store.FinalKeys.Skip(1), key => Assert.Equal(17, bytes.Store[key].Length));
    }

    [Fact]
    public async Task A_value_named_by_its_factory_for_the_first_time_is_kept_unless_a_tag_was_ever_removed()
    {
        await using var bytes = new BytesHarness();
        await using var other = new BytesHarness();
        static ValueTask<int> NameAsync(CacheEntryContext entry, CancellationToken token)
        {
            entry.Options = _tagged;
            return new(1);
        }

        await bytes.Cache.GetOrSetAsync("key", NameAsync, default, Cancel);
        Assert.True(await bytes.Cache.ContainsAsync("key", Cancel));

        // As when a process has just started: it knows nothing of tags, and cannot tell what was removed while it made a value.
        other.Store.Replace(":tag:removals", TamperedMarker);
        await other.Cache.GetOrSetAsync("key", NameAsync, default, Cancel);
        Assert.False(await other.Cache.ContainsAsync("key", Cancel));
        await other.Cache.GetOrSetAsync("key", NameAsync, default, Cancel);
        Assert.True(await other.Cache.ContainsAsync("key", Cancel));
    }

    [Fact]
    public async Task A_lost_count_of_removals_keeps_a_factorys_value_out_once()
    {
        await using var bytes = new BytesHarness();
        await bytes.Cache.RemoveByTagAsync("another", Cancel);
        for (int round = 0; round < 2; round++)
        {
            await bytes.Cache.GetOrSetAsync(
                "key",
                (entry, _) =>
                {
                    if (round == 0)
                        bytes.Store.Remove(":tag:removals");
                    entry.Options = _tagged;
                    return new ValueTask<int>(1);
                },
                default,
                Cancel);

            Assert.Equal(round == 1, await bytes.Cache.ContainsAsync("key", Cancel));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(40)]
    public async Task Something_else_in_the_place_of_a_marker_is_a_lost_one_and_replaced(int length)
    {
        await using var bytes = new BytesHarness();
        await bytes.Cache.SetAsync("key", 1, _tagged, Cancel);

        bytes.Store.Replace(":tag:003c", new byte[length]);

        Assert.False((await bytes.Cache.TryGetAsync<int>("key", Cancel)).HasValue);
        await bytes.Cache.SetAsync("key", 2, _tagged, Cancel);
        Assert.Equal(2, await bytes.Cache.GetAsync<int>("key", Cancel));
    }

    [Fact]
    public async Task A_factory_runs_and_nothing_is_kept_while_the_server_is_down()
    {
        await using var bytes = new BytesHarness();
        bytes.Backend.FailWith(new IOException("down"));

        Assert.Equal(1, await bytes.Cache.GetOrSetAsync("key", _ => new ValueTask<int>(1), _tagged with { StaleFor = TimeSpan.FromHours(1) }, Cancel));
        var set = await Assert.ThrowsAsync<CacheBackendException>(async () => await bytes.Cache.SetAsync("key", 1, _tagged, Cancel));
        var removal = await Assert.ThrowsAsync<CacheBackendException>(async () => await bytes.Cache.RemoveByTagAsync("territory:FR", Cancel));
        bytes.Backend.Recover();

        Assert.Equal("set", set.Operation);
        Assert.Equal("remove-by-tag", removal.Operation);
        Assert.Empty(bytes.Store.FinalKeys);
    }

    [Fact]
    public async Task A_server_that_fails_only_before_the_factory_keeps_no_value_that_could_be_out_of_date()
    {
        await using var bytes = new BytesHarness();
        bytes.Backend.BeforeCall = call => call.Operation == "GetMany" ? throw new IOException("down") : default;

        Assert.Equal(1, await bytes.Cache.GetOrSetAsync(
            "key",
            _ =>
            {
                bytes.Backend.BeforeCall = null;
                return new ValueTask<int>(1);
            },
            _tagged,
            Cancel));

        Assert.Empty(bytes.Store.FinalKeys);
    }

    [Fact]
    public async Task A_marker_that_the_server_cannot_store_is_deleted()
    {
        await using var bytes = new BytesHarness();
        await bytes.Cache.SetAsync("key", 1, _tagged, Cancel);
        bytes.Backend.CannotStore = key => key.ToString() == ":tag:003c";

        await bytes.Cache.RemoveByTagAsync("territory:FR", Cancel);

        Assert.DoesNotContain(":tag:003c", bytes.Store.FinalKeys);
        Assert.False(await bytes.Cache.ContainsAsync("key", Cancel));
    }

    [Fact]
    public async Task A_prefix_too_long_for_a_marker_is_refused_where_keys_are()
    {
        await using var bytes = new BytesHarness(CacheKeyPolicy.Refuse, false, ("KeyPrefix", new string('p', 244)));
        await bytes.Cache.SetAsync("k", 1, default, Cancel);

        await Assert.ThrowsAsync<InvalidCacheKeyException>(async () => await bytes.Cache.SetAsync("k", 1, _tagged, Cancel));
        await Assert.ThrowsAsync<InvalidCacheKeyException>(async () => await bytes.Cache.RemoveByTagAsync("territory:FR", Cancel));
    }

    [Fact]
    public async Task A_clear_of_the_prefix_takes_the_markers_along()
    {
        await using var bytes = new BytesHarness(("KeyPrefix", "site"), ("Options:ClearScope", "prefix"));
        await bytes.Cache.SetAsync("key", 1, _tagged, Cancel);

        await bytes.Cache.ClearAsync(Cancel);

        Assert.Empty(bytes.Store.FinalKeys);
    }

    [Fact]
    public async Task A_process_that_has_met_no_tags_finds_out_when_it_reads()
    {
        await using var bytes = new BytesHarness();
        var server = new BytesBackend(bytes.Store);
        await bytes.Cache.SetAsync("key", 1, _tagged, Cancel);
        await bytes.Cache.RemoveByTagAsync("territory:FR", Cancel);

        var starting = new Cache(
            new CacheSettings { Alias = "default" }, server, new PayloadSerializer(), new CacheInstruments("default", "test"), NullLogger.Instance, bytes.Time);

        Assert.True(await starting.ContainsAsync("key", Cancel));
        Assert.Equal(-1, await starting.GetAsync("key", -1, Cancel));
        Assert.False(await starting.ContainsAsync("key", Cancel));
        Assert.True(await starting.AddAsync("key", 2, default, Cancel));
    }

    private static byte[] TamperedMarker => [0x84, .. new byte[16]];
}
