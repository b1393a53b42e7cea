using CacheKit.Database.Culling;

namespace CacheKit.Database.Tests.Culling;

public sealed class ExpiryScheduleTests
{
    private readonly ExpirySchedule _schedule = new();

    [Fact]
    public void A_write_looks_once_a_second()
    {
        Assert.True(_schedule.IsDue(10_000));
        Assert.False(_schedule.IsDue(10_000));
        Assert.False(_schedule.IsDue(10_999));
        Assert.True(_schedule.IsDue(11_000));
    }

    [Fact]
    public void A_row_of_our_own_is_looked_for_when_it_has_expired()
    {
        Assert.True(_schedule.IsDue(10_000));
        _schedule.Wrote(10_300);
        _schedule.Wrote(10_600);
        _schedule.Wrote(null);

        Assert.False(_schedule.IsDue(10_299));
        Assert.True(_schedule.IsDue(10_300));
    }

    [Fact]
    public void While_there_are_more_than_a_write_takes_away_the_next_one_looks_too()
    {
        Assert.True(_schedule.IsDue(10_000));
        _schedule.Looked(100, most: 100);
        Assert.True(_schedule.IsDue(10_000));
        _schedule.Looked(99, most: 100);
        Assert.False(_schedule.IsDue(10_000));
    }
}
