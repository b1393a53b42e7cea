using System.Buffers;
using CacheKit.Conformance.Bytes;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CacheKit.Conformance.Distributed;

/// <summary>
/// The facts of an alias of CacheKit as a distributed cache, on one backend. <see cref="Configure"/> and
/// <see cref="Register"/> are those of <see cref="CacheConformance"/>.
/// </summary>
public abstract class AliasDistributedCacheConformance : DistributedCacheConformance
{
    private readonly Lazy<ServiceProvider> _services;

    /// <summary>One fact.</summary>
    protected AliasDistributedCacheConformance() => _services = new(Build);

    /// <inheritdoc/>
    protected override IDistributedCache Cache => _services.Value.GetRequiredService<IDistributedCache>();

    /// <summary>The same as a cache of buffers.</summary>
    protected IBufferDistributedCache Buffers => _services.Value.GetRequiredService<IBufferDistributedCache>();

    /// <summary>The alias itself.</summary>
    protected ICache Alias => _services.Value.GetRequiredService<ICache>();

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (_services.IsValueCreated)
            await _services.Value.DisposeAsync();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>The settings of the alias, on a store that is empty for each fact.</summary>
    /// <param name="settings">Takes them.</param>
    protected abstract void Configure(IDictionary<string, string?> settings);

    /// <summary>Registers the backend, when it is not one of CacheKit's core.</summary>
    /// <param name="builder">The registration.</param>
    protected virtual void Register(ICacheKitBuilder builder)
    {
    }

    [Fact]
    public async Task The_longest_times_are_times()
    {
        await Cache.SetAsync("time", [1], EndsIn(TimeSpan.MaxValue));
        await Cache.SetAsync("moment", [2], new DistributedCacheEntryOptions { AbsoluteExpiration = DateTimeOffset.MaxValue });
        await Cache.SetAsync("window", [3], Slides(TimeSpan.MaxValue));
        await Cache.SetAsync("window to a moment", [4], new DistributedCacheEntryOptions { SlidingExpiration = TimeSpan.MaxValue, AbsoluteExpiration = DateTimeOffset.MaxValue });

        foreach (var _ in (int[])[1, 2])
        {
            Assert.Equal([1], await Cache.GetAsync("time"));
            Assert.Equal([2], await Cache.GetAsync("moment"));
            Assert.Equal([3], await Cache.GetAsync("window"));
            Assert.Equal([4], await Cache.GetAsync("window to a moment"));
        }
    }

    [Fact]
    public async Task A_moment_in_the_past_is_refused()
    {
        var past = new DistributedCacheEntryOptions { AbsoluteExpiration = Clock.GetUtcNow() - TimeSpan.FromTicks(1) };
        await Cache.SetAsync("key", [1], EndsIn(Brief));

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await Cache.SetAsync("key", [2], past));
        Assert.Throws<ArgumentOutOfRangeException>(() => Cache.Set("key", [2], past));
        Assert.Equal([1], await Cache.GetAsync("key"));
    }

    [Fact]
    public async Task The_timeout_of_the_alias_does_not_count()
    {
        await Cache.SetAsync("key", [1], new DistributedCacheEntryOptions());

        await PassAsync(TimeSpan.FromMinutes(10));

        Assert.Equal([1], await Cache.GetAsync("key"));
    }

    [Fact]
    public async Task Changing_an_array_does_not_change_the_cache()
    {
        byte[] stored = [1, 2, 3];
        await Cache.SetAsync("key", stored, EndsIn(Brief));
        stored[0] = 9;

        byte[] read = (await Cache.GetAsync("key"))!;
        Assert.Equal([1, 2, 3], read);
        read[0] = 9;

        Assert.Equal([1, 2, 3], Cache.Get("key"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5000)]
    [InlineData(100_000)]
    public async Task Bytes_in_pieces_come_back_in_a_buffer(int length)
    {
        foreach (var options in (DistributedCacheEntryOptions[])[EndsIn(Brief), Slides(Brief)])
        {
            await Buffers.SetAsync("key", PayloadPieces.Of(Bytes(length)), options);
            var waited = new ArrayBufferWriter<byte>();
            var blocked = new ArrayBufferWriter<byte>();

            Assert.True(await Buffers.TryGetAsync("key", waited));
            Assert.True(Buffers.TryGet("key", blocked));
            Assert.Equal(Bytes(length), waited.WrittenSpan.ToArray());
            Assert.Equal(Bytes(length), blocked.WrittenSpan.ToArray());
            Assert.Equal(Bytes(length), await Cache.GetAsync("key"));
        }
    }

    [Fact]
    public async Task What_is_not_there_leaves_the_buffer_alone()
    {
        var buffer = new ArrayBufferWriter<byte>();

        Assert.False(await Buffers.TryGetAsync("key", buffer));
        Assert.False(Buffers.TryGet("key", buffer));
        Assert.Equal(0, buffer.WrittenCount);
    }

    [Fact]
    public async Task Reading_into_a_buffer_prolongs_a_sliding_value()
    {
        Buffers.Set("key", PayloadPieces.Of(Bytes(2)), Slides(Brief));

        for (int time = 0; time < 3; time++)
        {
            await PassAsync(Brief * 0.6);
            Assert.True(await Buffers.TryGetAsync("key", new ArrayBufferWriter<byte>()));
        }

        await PassAsync(Brief * 1.5);
        Assert.False(await Buffers.TryGetAsync("key", new ArrayBufferWriter<byte>()));
    }

    [Fact]
    public async Task A_cancelled_call_does_nothing()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Cache.SetAsync("key", [1], EndsIn(Brief));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Cache.GetAsync("key", cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Cache.SetAsync("key", [2], EndsIn(Brief), cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Cache.RefreshAsync("key", cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Cache.RemoveAsync("key", cancelled.Token));
        Assert.Equal([1], await Cache.GetAsync("key"));
    }

    [Fact]
    public async Task The_values_of_the_alias_are_others()
    {
        await Cache.SetAsync("key", [1], EndsIn(Brief));
        await Alias.SetAsync("key", "mine", Brief);

        Assert.Equal([1], await Cache.GetAsync("key"));
        Assert.Equal("mine", await Alias.GetAsync<string>("key"));

        await Cache.RemoveAsync("key");
        Assert.Equal("mine", await Alias.GetAsync<string>("key"));
    }

    [Fact]
    public async Task A_value_under_the_final_key_is_of_another_kind_to_both()
    {
        await Cache.SetAsync("key", [1], EndsIn(Brief));
        Assert.Null(await Alias.GetAsync<byte[]>("distributed:key"));
        Assert.Null(await Alias.GetAsync<object>("distributed:key"));

        await Alias.SetAsync<byte[]>("distributed:key", [2], Brief);
        Assert.Null(await Cache.GetAsync("key"));
        Assert.Null(Cache.Get("key"));
    }

    private ServiceProvider Build()
    {
        var settings = new Dictionary<string, string?>();
        Configure(settings);
        var services = new ServiceCollection();
        services.AddSingleton(Clock);
        services.AddLogging();
        var builder = services.AddCacheKit(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(static setting => KeyValuePair.Create($"Caches:default:{setting.Key}", setting.Value)))
            .Build());
        Register(builder);
        builder.AddDistributedCache();
        return services.BuildServiceProvider();
    }
}
