using static CacheKit.Tests.Serialization.Payloads;

namespace CacheKit.Tests.Serialization;

public sealed class NullPayloadTests
{
    [Fact]
    public void Null_is_its_tag_alone()
    {
        Assert.Equal([0x81], Write<string?>(null));
        Assert.Equal([0x81], Write<int?>(null));
        Assert.Equal([0x81], Write<object?>(null));
        Assert.Equal([0x81], Write<int[]?>(null));
        Assert.Equal([0x81], Write<string?>(null, Compressing));
    }

    [Fact]
    public void Null_comes_back_for_every_type_that_can_be_null()
    {
        Assert.Null(Read<string>([0x81]));
        Assert.Null(Read<object>([0x81]));
        Assert.Null(Read<int?>([0x81]));
        Assert.Null(Read<DayOfWeek?>([0x81]));
        Assert.Null(Read<byte[]>([0x81]));
        Assert.Null(Read<List<int>>([0x81]));
        Assert.Null(Read<DateTime?>([0x81]));
    }

    [Fact]
    public void Null_is_of_another_kind_for_a_type_that_cannot_be_null()
    {
        Assert.Contains("null", Refusal<int>([0x81]), StringComparison.Ordinal);
        Refusal<DateTime>([0x81]);
        Refusal<DayOfWeek>([0x81]);
        Refusal<ReadOnlyMemory<byte>>([0x81]);
        Refusal<KeyValuePair<int, int>>([0x81]);
    }

    [Fact]
    public void Null_with_something_after_it_is_refused() => Refusal<string>([0x81, 0x00]);
}
