using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Tests.Backends.Files;

public sealed class FileTimeToLiveTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_entry_that_ends_while_it_is_asked_for_its_time_has_a_little_left()
    {
        using var directory = new TemporaryDirectory();
        var time = new HastyTime();
        await using var services = new ServiceCollection()
            .AddSingleton<TimeProvider>(time)
            .AddCacheKit().Configure("default", options => (options.Backend, options.Location) = ("file", directory.Path))
            .Services.BuildServiceProvider();
        var cache = services.GetRequiredService<ICache>();
        await cache.SetAsync("k", "v", TimeSpan.FromSeconds(60), Token);

        time.Haste = TimeSpan.FromSeconds(40);
        var left = await cache.GetTimeToLiveAsync("k", Token);

        Assert.True(left.Value > TimeSpan.Zero);
    }

    /// <summary>A clock that goes on by a good while whenever it is looked at.</summary>
    private sealed class HastyTime : TimeProvider
    {
        private DateTimeOffset _now = DateTimeOffset.UnixEpoch;

        public TimeSpan Haste { get; set; }

        public override DateTimeOffset GetUtcNow() => _now += Haste;

        // The sweep looks at it too.
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
