namespace CacheKit.Database.Tests;

public sealed class EntryEstimateTests
{
    private readonly EntryEstimate _estimate = new(new EntryLimit(10_000, 3));

    [Fact]
    public void The_first_write_counts_and_then_one_in_a_twentieth_of_the_limit()
    {
        Assert.Equal(1, WritesUntilACount());
        _estimate.Counted(5000);

        Assert.Equal(500, WritesUntilACount());
    }

    [Fact]
    public void One_count_runs_at_a_time()
    {
        _estimate.Write(1, out bool counts);
        _estimate.Write(1000, out bool countsAgain);

        Assert.True(counts);
        Assert.False(countsAgain);
    }

    [Fact]
    public void A_count_that_failed_is_tried_again()
    {
        _estimate.Write(1, out _);
        _estimate.NotCounted();

        _estimate.Write(1, out bool counts);

        Assert.True(counts);
    }

    [Fact]
    public void Writers_that_are_far_ahead_of_a_count_wait_for_it()
    {
        _estimate.Write(999, out _);
        Assert.False(_estimate.IsBehind);

        _estimate.Write(1, out _);
        Assert.True(_estimate.IsBehind);

        _estimate.Counted(1000);
        Assert.False(_estimate.IsBehind);
    }

    [Fact]
    public void What_is_written_while_a_count_runs_is_not_forgotten()
    {
        _estimate.Write(1, out _);
        _estimate.Write(400, out _);
        _estimate.Counted(5000);

        Assert.Equal(100, WritesUntilACount());
    }

    [Fact]
    public void A_cull_goes_in_batches_and_is_over_when_a_third_is_gone()
    {
        _estimate.Write(1, out _);
        _estimate.Counted(12_000);

        var batches = Enumerable.Range(0, 6).Select(_ => _estimate.Write(1, out bool _)).ToList();

        Assert.Equal(4000, batches.Sum());
        Assert.Equal([EntryLimit.LargestBatch, EntryLimit.LargestBatch, EntryLimit.LargestBatch, 4000 - (3 * EntryLimit.LargestBatch), 0, 0], batches);
    }

    [Fact]
    public void A_write_of_many_takes_away_more_than_it_adds()
    {
        _estimate.Write(5000, out _);
        _estimate.Counted(20_000);

        Assert.Equal(20_000 - 8890, _estimate.Write(5000, out _) + _estimate.Write(5000, out _));
    }

    [Fact]
    public void Where_others_write_as_much_counts_come_twice_as_often()
    {
        _estimate.Write(1, out _);
        _estimate.Counted(1000);
        _estimate.Write(500, out _);
        _estimate.Counted(2000);

        Assert.Equal(250, WritesUntilACount());
    }

    private int WritesUntilACount()
    {
        for (int writes = 1; ; writes++)
        {
            _estimate.Write(1, out bool counts);
            if (counts)
                return writes;
        }
    }
}
