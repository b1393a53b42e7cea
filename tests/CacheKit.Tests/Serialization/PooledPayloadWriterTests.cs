using System.Buffers;
using CacheKit.Serialization;

namespace CacheKit.Tests.Serialization;

public sealed class PooledPayloadWriterTests
{
    [Fact]
    public void What_was_written_is_there_to_read()
    {
        using var writer = PooledPayloadWriter.Rent();

        writer.Write("one "u8);
        writer.Write("two"u8);

        Assert.Equal("one two"u8, writer.WrittenSpan);
        Assert.Equal("one two"u8, writer.WrittenMemory.Span);
        Assert.Equal("one two"u8.ToArray(), writer.WrittenSequence.ToArray());
        Assert.Equal(7, writer.WrittenCount);
    }

    [Fact]
    public void It_grows_and_keeps_what_it_has()
    {
        using var writer = PooledPayloadWriter.Rent();
        var expected = new byte[100_000];
        Random.Shared.NextBytes(expected);

        for (var i = 0; i < expected.Length; i += 100)
            writer.Write(expected.AsSpan(i, 100));

        Assert.Equal(expected, writer.WrittenSpan);
    }

    [Fact]
    public void It_gives_the_room_that_is_asked_for()
    {
        using var writer = PooledPayloadWriter.Rent();

        Assert.NotEqual(0, writer.GetSpan().Length);
        Assert.True(writer.GetSpan(123_456).Length >= 123_456);
        Assert.True(writer.GetMemory(1_234_567).Length >= 1_234_567);
    }

    [Fact]
    public void It_never_advances_beyond_its_room()
    {
        using var writer = PooledPayloadWriter.Rent();
        var room = writer.GetSpan(10).Length;

        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Advance(room + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Advance(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.GetSpan(-1));
        Assert.Equal(0, writer.WrittenCount);
    }

    [Fact]
    public void More_than_an_array_can_hold_is_an_error_before_anything_is_reserved()
    {
        using var writer = PooledPayloadWriter.Rent();
        writer.Write(new byte[100]);

        Assert.Throws<InvalidOperationException>(() => writer.GetSpan(int.MaxValue));
        Assert.Equal(100, writer.WrittenCount);
    }

    [Fact]
    public void A_cleared_one_is_empty_again()
    {
        using var writer = PooledPayloadWriter.Rent();
        writer.Write("old"u8);

        writer.Clear();
        writer.Write("new"u8);

        Assert.Equal("new"u8, writer.WrittenSpan);
    }

    [Fact]
    public void A_rented_one_is_empty_and_no_one_elses()
    {
        PooledPayloadWriter.Rent().Dispose();
        using var first = PooledPayloadWriter.Rent();
        using var second = PooledPayloadWriter.Rent();
        using var third = PooledPayloadWriter.Rent();

        first.Write("first"u8);
        second.Write("second"u8);
        third.Write("third"u8);

        Assert.Equal("first"u8, first.WrittenSpan);
        Assert.Equal("second"u8, second.WrittenSpan);
        Assert.Equal("third"u8, third.WrittenSpan);
    }

    [Fact]
    public void Giving_it_back_twice_does_not_lend_it_twice()
    {
        var writer = PooledPayloadWriter.Rent();
        writer.Dispose();
        writer.Dispose();

        using var first = PooledPayloadWriter.Rent();
        using var second = PooledPayloadWriter.Rent();

        Assert.NotSame(first, second);
    }

    [Fact]
    public void One_that_was_given_back_takes_and_shows_nothing_more()
    {
        var writer = PooledPayloadWriter.Rent();
        writer.Write("secret"u8);
        writer.Dispose();

        Assert.Throws<ObjectDisposedException>(() => writer.GetSpan(1));
        Assert.Throws<ObjectDisposedException>(() => writer.GetMemory(1));
        Assert.Equal(0, writer.WrittenSpan.Length);
    }

    [Fact]
    public void In_the_steady_state_nothing_is_allocated_even_by_two_at_once()
    {
        var large = new byte[100_000];

        // A collection may empty the array pool at any moment, but not each time.
        Assert.Contains(0L, Enumerable.Range(0, 10).Select(_ => AllocatedByTwo()));

        long AllocatedByTwo()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            UseTwo();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        void UseTwo()
        {
            using var first = PooledPayloadWriter.Rent();
            using var second = PooledPayloadWriter.Rent();
            first.Write(large);
            second.Write(large.AsSpan(0, 1000));
        }
    }

    [Fact]
    public async Task Many_threads_that_rent_and_give_back_elsewhere_never_share_one()
    {
        await Parallel.ForAsync(0, 2000, async (number, cancellationToken) =>
        {
            using var writer = PooledPayloadWriter.Rent();
            var bytes = BitConverter.GetBytes(number);
            writer.Write(bytes);
            await Task.Yield();
            for (var i = 0; i < 50; i++)
                writer.Write(bytes);
            await Task.Yield();

            Assert.Equal(bytes.Length * 51, writer.WrittenCount);
            for (var i = 0; i < writer.WrittenCount; i += bytes.Length)
                Assert.Equal(bytes, writer.WrittenSpan.Slice(i, bytes.Length));
        });
    }
}
