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

    [Theory]
    [InlineData(-2, false, null)]
    [InlineData(-1, true, null)]
    [InlineData(0, true, 1d)]
    [InlineData(1500, true, 1500d)]
    [InlineData(long.MaxValue, true, null)]
    public void What_the_server_says_of_a_life_is_what_is_left_of_it(long answer, bool isThere, double? milliseconds)
    {
        var left = RedisLifetime.Left(answer);

        Assert.Equal((isThere, milliseconds), (left.HasValue, left.HasValue ? left.Value?.TotalMilliseconds : null));
    }

    [Fact]
    public void What_is_longer_than_can_be_counted_has_no_end()
    {
        Assert.Null(RedisLifetime.RoundUp(null));
        Assert.Null(RedisLifetime.RoundUp(TimeSpan.MaxValue));
        Assert.Equal(TimeSpan.FromDays(10_000_000), RedisLifetime.RoundUp(TimeSpan.FromDays(10_000_000)));
    }
}
