using System.Buffers;
using CacheKit.Backends;
using CacheKit.Configuration;
using CacheKit.Conformance.Bytes;
using CacheKit.Diagnostics;
using CacheKit.Resilience;
using CacheKit.Serialization;
using CacheKit.Values;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Polly.CircuitBreaker;

namespace CacheKit.Tests.Values;

/// <summary>A replica that lags may answer what only reads, and nothing that decides something.</summary>
public sealed class CacheReplicaTests
{
    private static readonly CacheEntryOptions _tagged = new() { Timeout = TimeSpan.FromHours(1), Tags = ["tag"] };

    private readonly FakeTimeProvider _time = new();
    private readonly BytesBackend _leader;
    private readonly BytesBackend _replica;
    private readonly ReplicatedBackend _backend;
    private readonly Cache _cache;

    public CacheReplicaTests()
    {
        _leader = new BytesBackend(new BytesStore(_time));
        _replica = new BytesBackend(new BytesStore(_time));
        _backend = new ReplicatedBackend(_leader, _replica);
        _cache = Open(_backend);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_only_reads_is_answered_by_the_replica()
    {
        await _cache.SetAsync("key", 1, default, Cancel);

        Assert.False((await _cache.TryGetAsync<int>("key", Cancel)).HasValue);
        Assert.Empty(await _cache.GetManyAsync<int>(["key"], Cancel));
        Assert.False(await _cache.ContainsAsync("key", Cancel));
        Assert.False((await _cache.GetTimeToLiveAsync("key", Cancel)).HasValue);
        Assert.Equal(["Set"], _leader.Calls.Select(call => call.Operation));
        _backend.CatchUp();
        Assert.Equal(1, await _cache.GetAsync<int>("key", Cancel));
        Assert.Equal(1, await _cache.GetOrSetValueAsync("key", 2, default, Cancel));
        Assert.Single(_leader.Calls);
    }

    [Fact]
    public async Task A_removal_by_tag_is_seen_at_once_though_the_replica_still_has_the_value()
    {
        await _cache.SetAsync("key", 1, _tagged, Cancel);
        _backend.CatchUp();
        Assert.Equal(1, await _cache.GetAsync<int>("key", Cancel));

        await _cache.RemoveByTagAsync("tag", Cancel);

        Assert.False((await _cache.TryGetAsync<int>("key", Cancel)).HasValue);
        Assert.Empty(await _cache.GetManyAsync<int>(["key"], Cancel));
        Assert.False(await _cache.ContainsAsync("key", Cancel));
    }

    [Fact]
    public async Task A_marker_that_the_replica_has_not_heard_of_is_not_made_anew()
    {
        await _cache.SetAsync("key", 1, _tagged, Cancel);
        await _cache.SetAsync("other", 2, _tagged, Cancel);
        _backend.CatchUp();

        Assert.Equal(2, (await _cache.GetManyAsync<int>(["key", "other"], Cancel)).Count);
    }

    [Fact]
    public async Task What_a_factory_named_late_was_removed_meanwhile_is_known_from_the_leader()
    {
        await _cache.RemoveByTagAsync("another", Cancel);
        await _cache.GetOrSetAsync(
            "key",
            async (entry, token) =>
            {
                entry.Options = _tagged;
                await _cache.RemoveByTagAsync("tag", token);
                return 1;
            },
            default,
            Cancel);
        _backend.CatchUp();

        Assert.False(await _cache.ContainsAsync("key", Cancel));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task The_loser_of_a_get_or_set_reads_what_the_winner_stored(bool addsThenReads)
    {
        var leader = new BytesBackend(new BytesStore(_time)) { AddsThenReads = addsThenReads };
        var cache = Open(new ReplicatedBackend(leader, _replica));
        await cache.SetAsync("key", "winner", default, Cancel);

        Assert.Equal("winner", await cache.GetOrSetValueAsync("key", "loser", default, Cancel));
    }

    [Fact]
    public async Task So_does_a_backend_that_leaves_adding_or_getting_to_its_interface()
    {
        ICacheBackend backend = _backend;
        await _cache.SetAsync("key", "winner", default, Cancel);

        var payload = new ArrayBufferWriter<byte>();
        Assert.Equal(AddOrGetResult.Existing, await backend.AddOrGetAsync(new(":1:", "key"), TestPayload, null, payload, Cancel));
        Assert.Equal(_leader.Store[":1:key"], payload.WrittenSpan);
    }

    [Fact]
    public async Task Whoever_looks_again_after_anothers_flight_has_landed_finds_what_it_stored()
    {
        int made = 0;
        var looking = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var landed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _replica.BeforeCall = async _ =>
        {
            _replica.BeforeCall = null;
            looking.SetResult();
            await landed.Task;
        };
        var late = _cache.GetOrSetAsync("key", _ => new ValueTask<int>(++made), default, Cancel).AsTask();
        await looking.Task.WaitAsync(Cancel);
        await _cache.GetOrSetAsync("key", _ => new ValueTask<int>(++made), default, Cancel);
        landed.SetResult();

        Assert.Equal(1, await late);
        Assert.Equal(1, made);
    }

    [Fact]
    public async Task What_decides_asks_the_leader()
    {
        await _cache.SetAsync("key", 1, _tagged, Cancel);

        Assert.False(await _cache.AddAsync("key", 2, default, Cancel));
        Assert.False(await _cache.AddAsync("key", 2, CacheTimeout.Zero, Cancel));
        Assert.True(await _cache.TouchAsync("key", TimeSpan.FromMinutes(1), Cancel));
        Assert.Equal(2, await _cache.IncrementVersionAsync("key", 1, Cancel));
        Assert.True(await _cache.WithVersion(2).DeleteAsync("key", Cancel));
        await Assert.ThrowsAsync<KeyNotFoundException>(async () => await _cache.IncrementVersionAsync("key", 0, Cancel));
        await _cache.SetAsync("text", "a", _tagged, Cancel);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await _cache.IncrementAsync("text", 1, Cancel));
    }

    [Fact]
    public async Task A_cache_for_pages_reads_everything_from_the_leader()
    {
        await _cache.SetAsync("key", 1, default, Cancel);

        Assert.Equal(1, await _cache.ForPages.GetAsync<int>("key", Cancel));
        Assert.Same(_cache.ForPages, _cache.ForPages);
        Assert.Empty(_replica.Calls);
    }

    [Fact]
    public async Task All_who_ask_at_once_are_given_the_same_cache_for_pages()
    {
        for (int round = 0; round < 300; round++)
        {
            var cache = Open(_backend);
            using var start = new Barrier(4);
            var asked = Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait(Cancel);
                    return cache.ForPages;
                },
                Cancel,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default));

            Assert.Single((await Task.WhenAll(asked)).Distinct());
        }
    }

    [Fact]
    public async Task A_leader_that_is_away_keeps_nobody_from_its_replica()
    {
        var circuit = NewCircuit();
        ICacheBackend guarded = new GuardedBackend(_backend, circuit, NewCircuit(), _time);
        await guarded.Leader.SetAsync(new(":1:", "key"), TestPayload, null, Cancel);
        _backend.CatchUp();
        _leader.FailWith(new IOException("down"));

        for (int call = 0; call < Circuit.Threshold; call++)
        {
            await Assert.ThrowsAsync<IOException>(async () => await guarded.DeleteAsync(new(":1:", "key"), Cancel));
            // An answer of the replica says nothing of the leader.
            Assert.True(await guarded.ContainsAsync(new(":1:", "key"), Cancel));
        }

        Assert.False(circuit.IsClosed);
        Assert.True(await guarded.ContainsAsync(new(":1:", "key"), Cancel));
        await Assert.ThrowsAsync<BrokenCircuitException>(async () => await guarded.Leader.ContainsAsync(new(":1:", "key"), Cancel));
        Assert.Same(guarded.Leader, guarded.Leader);
        Assert.Same(guarded.Leader, guarded.Leader.Leader);
    }

    [Fact]
    public async Task A_replica_that_is_away_keeps_nobody_from_the_leader()
    {
        var circuit = NewCircuit();
        ICacheBackend guarded = new GuardedBackend(_backend, NewCircuit(), circuit, _time);
        _replica.FailWith(new IOException("down"));

        for (int call = 0; call < Circuit.Threshold; call++)
            await Assert.ThrowsAsync<IOException>(async () => await guarded.ContainsAsync(new(":1:", "key"), Cancel));

        Assert.False(circuit.IsClosed);
        Assert.False(await guarded.Leader.ContainsAsync(new(":1:", "key"), Cancel));
    }

    [Fact]
    public void A_backend_without_replicas_is_its_own_leader()
    {
        ICacheBackend alone = _leader;
        var circuit = NewCircuit();
        ICacheBackend guarded = new GuardedBackend(alone, circuit, circuit, _time);

        Assert.Same(alone, alone.Leader);
        Assert.Same(guarded, guarded.Leader);
    }

    private Circuit NewCircuit() => new(
        "default", "server", static exception => exception is IOException, static exception => exception, _time, NullLogger.Instance);

    private static ReadOnlySequence<byte> TestPayload => new("1"u8.ToArray());

    private Cache Open(ICacheBackend backend) => new(
        new CacheSettings { Alias = "default" }, backend, new PayloadSerializer(), new CacheInstruments("default", "test"), NullLogger.Instance, _time);
}
