using CacheKit.Redis.Commands;

namespace CacheKit.Redis.Tests.Commands;

public sealed class RedisLifetimeTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(9_999, 1)]
    [InlineData(10_000, 1)]
    [InlineData(10_001, 2)]
    [InlineData(15_000_000, 1_500)]
    public void A_part_of_a_millisecond_counts_as_a_whole_one(long ticks, double milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), RedisLifetime.RoundUp(new TimeSpan(ticks)));

    [Fact]
    public void What_is_longer_than_can_be_counted_has_no_end()
    {
        Assert.Null(RedisLifetime.RoundUp(null));
        Assert.Null(RedisLifetime.RoundUp(TimeSpan.MaxValue));
        Assert.Equal(TimeSpan.FromDays(10_000_000), RedisLifetime.RoundUp(TimeSpan.FromDays(10_000_000)));
    }
}
