using System.Buffers;
using CacheKit.Backends.LocMem;
using CacheKit.Keys;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Tests.Backends.LocMem;

public sealed class LocMemAccountingTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly LocMemStore _store;

    public LocMemAccountingTests() => _store = new LocMemStore(_time);

    public void Dispose() => _store.Dispose();

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

    [Theory]
    [InlineData(32, 29, 1, true)]
    [InlineData(32, 30, 1, false)]
    [InlineData(32, 29, 2, false)]
    [InlineData(1, 0, 1, true)]
    [InlineData(1, 1, 1, false)]
    [InlineData(0, 0, 1, false)]
    public async Task There_is_room_while_a_sixteenth_of_the_entries_is_to_spare(int maxEntries, int held, int more, bool hasRoom)
    {
        var backend = Backend(new LocMemLimits(MaxEntries: maxEntries));
        for (int number = 0; number < held; number++)
            await SetAsync(backend, $"{number}", timeToLive: null);
        Assert.Equal(hasRoom, backend.HasRoomFor(more, bytes: 0));
    }

    [Theory]
    [InlineData(10_000, true)]
    [InlineData(14_000, true)]
    [InlineData(15_000, false)]
    [InlineData(20_000, false)]
    public async Task There_is_room_while_a_sixteenth_of_the_bytes_is_to_spare(long more, bool hasRoom)
    {
        var backend = Backend(new LocMemLimits(MaxBytes: 16_000));
        await SetAsync(backend, "held", timeToLive: null);
        Assert.Equal(hasRoom, backend.HasRoomFor(entries: 1, more));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static CacheKey Key(string name) => new(":1:", name);

    private static ReadOnlySequence<byte> Payload(int length) => new(new byte[length]);

    private static async Task SetAsync(LocMemBackend backend, string name, TimeSpan? timeToLive, int length = 10) =>
        await backend.SetAsync(Key(name), Payload(length), timeToLive, Token);

    private LocMemBackend Backend(LocMemLimits? limits = null) => new(_store, limits ?? LocMemLimits.Default);
}
