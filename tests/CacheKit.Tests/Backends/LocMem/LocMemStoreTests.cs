using System.Buffers;
using CacheKit.Backends.LocMem;
using CacheKit.Keys;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Tests.Backends.LocMem;

public sealed class LocMemStoreTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly LocMemStore _store;

    public LocMemStoreTests() => _store = new LocMemStore(_time);

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task Expired_entries_are_reclaimed_though_nobody_asks_for_them()
    {
        var backend = Backend();
        for (int index = 0; index < 100; index++)
            await SetAsync(backend, $"k{index}", TimeSpan.FromSeconds(5));

        _time.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal((0, 0, 100), (_store.Count, _store.Bytes, _store.Expirations));
    }

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
    public async Task The_bytes_of_keys_count_and_a_flood_of_large_values_stays_within_the_bound()
    {
        var backend = Backend(new LocMemLimits(1_000_000, 3, 100_000));

        for (int index = 0; index < 1000; index++)
            await SetAsync(backend, new string('k', 500) + index, TimeSpan.FromMinutes(5), 2000);

        Assert.InRange(_store.Bytes, 1, 100_000);
        Assert.True(await backend.ContainsAsync(Key(new string('k', 500) + 999), Token));
    }

    [Fact]
    public async Task A_value_larger_than_a_tenth_of_the_bytes_is_not_kept_and_leaves_no_old_value()
    {
        var backend = Backend(new LocMemLimits(100, 3, 100_000));
        await SetAsync(backend, "key", TimeSpan.FromMinutes(5), 10);

        await SetAsync(backend, "key", TimeSpan.FromMinutes(5), 10_001);

        Assert.Equal((0, 0), (_store.Count, _store.Bytes));
    }

    [Fact]
    public async Task A_value_that_grows_in_place_makes_room_and_survives()
    {
        var backend = Backend(new LocMemLimits(100, 3, 100_000));
        for (int index = 0; index < 20; index++)
            await SetAsync(backend, $"k{index}", TimeSpan.FromMinutes(5), 4000);

        for (int index = 0; index < 20; index++)
            await SetAsync(backend, $"k{index}", TimeSpan.FromMinutes(5), 9000);

        Assert.InRange(_store.Bytes, 1, 100_000);
        Assert.True(await backend.ContainsAsync(Key("k19"), Token));
    }

    [Fact]
    public async Task Count_and_bytes_are_zero_when_everything_is_gone()
    {
        var backend = Backend();
        for (int index = 0; index < 50; index++)
            await SetAsync(backend, $"k{index}", TimeSpan.FromMinutes(5), index * 10);
        await SetAsync(backend, "k1", TimeSpan.FromMinutes(5), 777);
        await backend.DeleteAsync(Key("k2"), Token);
        await backend.MoveAsync(Key("k3"), new CacheKey(":2:", "k3"), Token);

        await backend.ClearAsync(null, Token);

        Assert.Equal((0, 0), (_store.Count, _store.Bytes));
    }

    [Fact]
    public async Task Clearing_a_prefix_leaves_the_others()
    {
        var backend = Backend();
        await backend.SetAsync(new CacheKey("a:1:", "x"), Payload(1), null, Token);
        await backend.SetAsync(new CacheKey("a:2:", "x"), Payload(1), null, Token);
        await backend.SetAsync(new CacheKey("ab:1:", "x"), Payload(1), null, Token);

        await backend.ClearAsync("a:", Token);

        Assert.Equal(1, _store.Count);
        Assert.True(await backend.ContainsAsync(new CacheKey("ab:1:", "x"), Token));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static CacheKey Key(string name) => new(":1:", name);

    private static ReadOnlySequence<byte> Payload(int length) => new(new byte[length]);

    private static async Task SetAsync(LocMemBackend backend, string name, TimeSpan? timeToLive, int length = 10) =>
        await backend.SetAsync(Key(name), Payload(length), timeToLive, Token);

    private LocMemBackend Backend(LocMemLimits? limits = null) => new(_store, limits ?? LocMemLimits.Default);
}
