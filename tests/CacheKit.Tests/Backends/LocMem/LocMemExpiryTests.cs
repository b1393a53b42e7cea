using System.Buffers;
using CacheKit.Backends.LocMem;
using CacheKit.Keys;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Tests.Backends.LocMem;

public sealed class LocMemExpiryTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly LocMemStore _store;

    public LocMemExpiryTests() => _store = new LocMemStore(_time);

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task A_sweep_leaves_what_lives()
    {
        var backend = Backend();
        await SetAsync(backend, "short", TimeSpan.FromSeconds(5));
        await SetAsync(backend, "long", TimeSpan.FromSeconds(60));
        await SetAsync(backend, "forever", null);

        _time.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(2, _store.Count);
    }

    [Fact]
    public async Task A_year_that_passes_at_once_is_one_step_of_the_clock()
    {
        var backend = Backend();
        await SetAsync(backend, "key", TimeSpan.FromDays(30));

        _time.Advance(TimeSpan.FromDays(365));

        Assert.False(await backend.ContainsAsync(Key("key"), Token));
    }

    [Fact]
    public async Task An_entry_expires_to_the_millisecond()
    {
        var backend = Backend();
        await SetAsync(backend, "key", TimeSpan.FromMilliseconds(1500));

        _time.Advance(TimeSpan.FromMilliseconds(1499));
        Assert.True(await backend.ContainsAsync(Key("key"), Token));
        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.False(await backend.ContainsAsync(Key("key"), Token));
    }

    [Fact]
    public async Task Entries_expire_after_the_store_was_closed_too()
    {
        var backend = Backend();
        await SetAsync(backend, "key", TimeSpan.FromSeconds(30));
        await SetAsync(backend, "forever", null);

        _store.Dispose();
        _time.Advance(TimeSpan.FromSeconds(30));

        Assert.False(await backend.ContainsAsync(Key("key"), Token));
        Assert.True(await backend.ContainsAsync(Key("forever"), Token));
    }

    [Fact]
    public async Task A_sweep_that_failed_does_not_end_all_sweeps()
    {
        var time = new FailingTime();
        using var store = new LocMemStore(time);
        await SetAsync(new LocMemBackend(store, LocMemLimits.Default), "key", TimeSpan.FromMilliseconds(1));
        var sweep = new LocMemSweep(store);
        time.Advance(TimeSpan.FromMilliseconds(1));

        time.Fails = true;
        Assert.Throws<InvalidOperationException>(() => sweep.RunWhenDue(LocMemSweep.Period.Ticks));
        time.Fails = false;
        // The rest of the round that failed, and the next.
        sweep.RunWhenDue(2 * LocMemSweep.Period.Ticks);
        sweep.RunWhenDue(3 * LocMemSweep.Period.Ticks);

        Assert.Equal(1, store.Expirations);
    }

    private sealed class FailingTime : FakeTimeProvider
    {
        public bool Fails { get; set; }

        public override long GetTimestamp() => Fails ? throw new InvalidOperationException("The clock is broken.") : base.GetTimestamp();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static CacheKey Key(string name) => new(":1:", name);

    private static ReadOnlySequence<byte> Payload(int length) => new(new byte[length]);

    private static async Task SetAsync(LocMemBackend backend, string name, TimeSpan? timeToLive, int length = 10) =>
        await backend.SetAsync(Key(name), Payload(length), timeToLive, Token);

    private LocMemBackend Backend(LocMemLimits? limits = null) => new(_store, limits ?? LocMemLimits.Default);
}
