using CacheKit.Diagnostics;

namespace CacheKit.Tests.Diagnostics;

public sealed class PerThreadCounterTests
{
    [Fact]
    public void Counts_of_many_threads_are_summed_exactly_also_after_they_have_ended()
    {
        using var counter = new PerThreadCounter();
        var threads = Enumerable.Range(0, 8).Select(_ => new Thread(() =>
        {
            for (int round = 0; round < 10_000; round++)
            {
                counter.CountHit();
                if (round % 2 == 0)
                    counter.CountMiss();
                if (round % 4 == 0)
                    counter.CountStore();
            }
        })).ToList();
        threads.ForEach(static thread => thread.Start());
        threads.ForEach(static thread => thread.Join());

        Assert.Equal(new UsageCounts(80_000, 40_000, 20_000), counter.Read());
        Assert.Equal(new UsageCounts(80_000, 40_000, 20_000), counter.Read());
    }

    [Fact]
    public void A_new_counter_in_an_ended_one_s_slot_begins_at_zero()
    {
        var ended = new PerThreadCounter();
        ended.CountHit();
        ended.Dispose();

        using var next = new PerThreadCounter();
        next.CountMiss();

        Assert.Equal(new UsageCounts(0, 1, 0), next.Read());
    }
}
