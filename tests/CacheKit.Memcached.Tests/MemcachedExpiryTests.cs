using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Memcached.Tests;

/// <summary>What is sent for a time.</summary>
public sealed class MemcachedExpiryTests
{
    private static readonly DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(_now);

    [Theory]
    [InlineData(0, -1)]
    [InlineData(-5, -1)]
    [InlineData(0.001, 1)]
    [InlineData(1, 1)]
    [InlineData(1.2, 2)]
    [InlineData(2_592_000, 2_592_000)]
    public void Up_to_thirty_days_are_sent_as_seconds_rounded_up(double seconds, long sent)
    {
        Assert.Equal(sent, MemcachedExpiry.After(TimeSpan.FromSeconds(seconds)).ToSeconds(_time));
    }

    [Fact]
    public void More_than_thirty_days_are_sent_as_a_point_in_time()
    {
        Assert.Equal(_now.ToUnixTimeSeconds() + 2_592_001, MemcachedExpiry.After(TimeSpan.FromSeconds(2_592_001)).ToSeconds(_time));
    }

    [Fact]
    public void Beyond_what_the_server_can_count_is_never()
    {
        var last = DateTimeOffset.FromUnixTimeSeconds(int.MaxValue);

        Assert.Equal(int.MaxValue, MemcachedExpiry.At(last).ToSeconds(_time));
        Assert.Equal(0, MemcachedExpiry.At(last.AddSeconds(1)).ToSeconds(_time));
        Assert.Equal(int.MaxValue, MemcachedExpiry.After(last - _now).ToSeconds(_time));
        Assert.Equal(0, MemcachedExpiry.After(last - _now + TimeSpan.FromSeconds(1)).ToSeconds(_time));
        Assert.Equal(0, MemcachedExpiry.After(TimeSpan.MaxValue).ToSeconds(_time));
    }

    [Fact]
    public void Never_is_zero_and_the_default()
    {
        Assert.Equal(0, MemcachedExpiry.Never.ToSeconds(_time));
        Assert.Equal(MemcachedExpiry.Never, default);
    }

    [Fact]
    public void A_point_in_time_is_sent_as_it_is()
    {
        Assert.Equal(_now.ToUnixTimeSeconds() + 1, MemcachedExpiry.At(_now.AddMilliseconds(1)).ToSeconds(_time));
        Assert.Equal(-1, MemcachedExpiry.At(DateTimeOffset.UnixEpoch.AddDays(30)).ToSeconds(_time));
        Assert.Equal(-1, MemcachedExpiry.At(DateTimeOffset.MinValue).ToSeconds(_time));
    }
}
