using CacheKit.Database.Culling;

namespace CacheKit.Database.Tests.Culling;

public sealed class EntryEstimateTests
{
    private const int Limit = 10_000;

    private readonly EntryEstimate _estimate = new(new EntryLimit(Limit, 3));
    private long _now = 1_000_000;

    [Theory]
    [InlineData(0, 250)]
    [InlineData(5000, 250)]
    [InlineData(8000, 100)]
    [InlineData(9000, 50)]
    [InlineData(9999, 50)]
    public void The_first_write_counts_and_then_one_in_a_twentieth_of_the_room_that_is_left(int alive, int writes)
    {
        Assert.Equal(1, WritesUntilACount());
        _estimate.Counted(alive);

        Assert.Equal(writes, WritesUntilACount());
    }

    [Fact]
    public void Room_that_was_left_a_while_ago_is_not_believed_in()
    {
        Write(1, out _);
        _estimate.Counted(0);

        _now += 10_001;

        Assert.Equal(50, WritesUntilACount());
    }

    [Fact]
    public void One_count_runs_at_a_time()
    {
        Write(1, out bool counts);
        Write(1000, out bool countsAgain);

        Assert.True(counts);
        Assert.False(countsAgain);
    }

    [Fact]
    public void A_count_that_failed_is_tried_again()
    {
        Write(1, out _);
        _estimate.NotCounted();

        Write(1, out bool counts);

        Assert.True(counts);
    }

    [Fact]
    public void Writers_that_are_far_ahead_of_a_count_wait_for_it()
    {
        Write(74, out _);
        Assert.False(_estimate.IsBehind);

        Write(1, out _);
        Assert.True(_estimate.IsBehind);

        _estimate.Counted(1000);
        Assert.False(_estimate.IsBehind);
    }

    [Fact]
    public void What_is_written_while_a_count_runs_is_not_forgotten()
    {
        Write(1, out _);
        Write(40, out _);
        _estimate.Counted(8000);

        Assert.Equal(60, WritesUntilACount());
    }

    [Fact]
    public void A_cull_goes_in_batches_and_is_over_when_a_third_is_gone()
    {
        long rows = 12_000;
        var batches = new List<int>();
        for (int write = 0; write < 40; write++)
        {
            batches.Add(Write(1, out bool counts));
            rows -= batches[^1];
            if (counts)
                _estimate.Counted(rows);
        }

        Assert.Equal(8000, rows);
        Assert.InRange(batches.Max(), 1, EntryLimit.LargestBatch);
    }

    [Fact]
    public void What_others_have_culled_meanwhile_is_not_culled_again()
    {
        Write(1, out _);
        _estimate.Counted(12_000);
        int culled = Write(1, out _);

        Write(1, out bool countsAgain);
        _estimate.Counted(8000);

        Assert.True(countsAgain);
        Assert.Equal(250, culled);
        Assert.Equal(0, Write(1, out _));
    }

    [Fact]
    public void A_write_of_many_takes_away_more_than_it_adds()
    {
        Write(5000, out _);
        _estimate.Counted(20_000);

        Assert.Equal(10_000, Write(5000, out _));
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(8, 3)]
    [InlineData(8, 100)]
    [InlineData(8, 1)]
    [InlineData(8, 0)]
    public void Several_that_begin_at_once_on_a_table_that_is_nearly_full_stay_within_a_tenth(int processes, int cullFrequency)
    {
        var estimates = Enumerable.Range(0, processes).Select(_ => new EntryEstimate(new EntryLimit(Limit, cullFrequency))).ToArray();
        var counting = new long[processes];
        long rows = Limit - 100, most = 0, written = 0;
        foreach (int process in Enumerable.Range(0, 20 * Limit).Select(turn => turn % processes))
        {
            var estimate = estimates[process];
            if (counting[process] > 0 && (estimate.IsBehind || written > counting[process]))
            {
                // A count takes as long as others take to write so much.
                estimate.Counted(rows);
                counting[process] = 0;
            }

            rows = Math.Max(0, rows - estimate.Write(1, _now, out bool counts)) + 1;
            written++;
            most = Math.Max(most, rows);
            if (counts)
                counting[process] = written + 100;
        }

        Assert.InRange(most, Limit, Limit * 1.1);
    }

    [Fact]
    public void Several_that_cull_at_once_take_away_little_more_than_one_would()
    {
        const int Processes = 8;
        var estimates = Enumerable.Range(0, Processes).Select(_ => new EntryEstimate(new EntryLimit(Limit, 3))).ToArray();
        long rows = 0, least = Limit;
        for (int turn = 0; turn < 10 * Limit; turn++)
        {
            var estimate = estimates[turn % Processes];
            rows += 1 - estimate.Write(1, _now, out bool counts);
            if (counts)
                estimate.Counted(rows);
            if (turn > 2 * Limit)
                least = Math.Min(least, rows);
        }

        Assert.InRange(least, Limit / 2, Limit);
    }

    private int Write(int insertions, out bool counts) => _estimate.Write(insertions, _now, out counts);

    private int WritesUntilACount()
    {
        for (int writes = 1; ; writes++)
        {
            Write(1, out bool counts);
            if (counts)
                return writes;
        }
    }
}
