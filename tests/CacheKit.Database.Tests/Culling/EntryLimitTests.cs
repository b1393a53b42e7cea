using CacheKit.Database.Culling;

namespace CacheKit.Database.Tests.Culling;

public sealed class EntryLimitTests
{
    [Theory]
    [InlineData(30, 3, 30, 0)]
    [InlineData(30, 3, 31, 10)]
    [InlineData(30, 0, 31, 31)]
    [InlineData(0, 3, 3, 1)]
    [InlineData(-1, 3, 2, 0)]
    [InlineData(30, 1, 31, 31)]
    public void Above_the_limit_one_in_the_frequency_goes(int maxEntries, int frequency, long alive, long culled) =>
        Assert.Equal(culled, new EntryLimit(maxEntries, frequency).NumberToCull(alive));

    [Theory]
    [InlineData(1000, true)]
    [InlineData(1001, false)]
    public void Up_to_a_thousand_are_counted_at_each_write(int maxEntries, bool isExact) =>
        Assert.Equal(isExact, new EntryLimit(maxEntries, 3).IsExact);
}
