using CacheKit.Tags;

namespace CacheKit.Tests.Tags;

public sealed class TagTableTests
{
    [Fact]
    public void A_removal_ends_what_was_made_at_its_place_and_at_no_other()
    {
        var table = new TagTable();
        TagMark[] here = [new(3, (UInt128)table.At(3))];
        TagMark[] there = [new(4, (UInt128)table.At(4))];
        TagMark[] both = [.. here, .. there];

        table.Remove(3);

        Assert.False(table.AreCurrent(here));
        Assert.True(table.AreCurrent(there));
        Assert.False(table.AreCurrent(both));
        Assert.True(table.AreCurrent([]));
    }

    [Fact]
    public void Of_removals_at_once_each_is_seen_and_the_last_stays()
    {
        var table = new TagTable();
        const int Each = 2000;

        Parallel.For(0, 4, _ =>
        {
            for (int removal = 0; removal < Each; removal++)
            {
                long before = table.At(7);
                table.Remove(7);
                Assert.NotEqual(before, table.At(7));
            }
        });

        Assert.Equal(4 * Each, table.Last);
        Assert.Equal(table.Last, table.At(7));
    }

    [Fact]
    public async Task A_tag_counts_as_removed_since_a_moment_only_if_it_was()
    {
        var tags = new LocalTags(new TagTable(), new TagNames("", 1, null));
        var before = await tags.MomentAsync(true, CancellationToken.None);
        await tags.RemoveAsync(["removed"], CancellationToken.None);
        var after = await tags.MomentAsync(true, CancellationToken.None);

        Assert.Null(await tags.MarkSinceAsync(["removed"], before, CancellationToken.None));
        Assert.NotNull(await tags.MarkSinceAsync(["removed"], after, CancellationToken.None));
    }

    [Fact]
    public void After_its_first_removal_the_table_takes_no_more_memory()
    {
        var table = new TagTable();
        table.Remove(0);
        long before = GC.GetAllocatedBytesForCurrentThread();

        for (int place = 0; place < TagTable.PlaceCount; place++)
            table.Remove(place);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
