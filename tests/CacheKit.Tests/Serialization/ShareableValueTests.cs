using System.ComponentModel;
using CacheKit.Serialization;

namespace CacheKit.Tests.Serialization;

public sealed class ShareableValueTests
{
    [Fact]
    public void Values_that_nobody_can_change_are_shared()
    {
        AssertShared("text");
        AssertShared(true);
        AssertShared('c');
        AssertShared((sbyte)1);
        AssertShared((byte)1);
        AssertShared((short)1);
        AssertShared((ushort)1);
        AssertShared(1);
        AssertShared(1U);
        AssertShared(1L);
        AssertShared(1UL);
        AssertShared(Int128.One);
        AssertShared(1.5);
        AssertShared(1.5f);
        AssertShared((Half)1.5);
        AssertShared(1.5m);
        AssertShared(DateTime.UtcNow);
        AssertShared(DateTimeOffset.UtcNow);
        AssertShared(TimeSpan.Zero);
        AssertShared(DateOnly.MinValue);
        AssertShared(TimeOnly.MinValue);
        AssertShared(Guid.Empty);
        AssertShared(DayOfWeek.Monday);
    }

    [Fact]
    public void Their_nullables_are_shared_null_too()
    {
        AssertShared<int?>(1);
        AssertShared<int?>(null);
        AssertShared<double?>(1.5);
        AssertShared<double?>(null);
        AssertShared<DayOfWeek?>(DayOfWeek.Monday);
        AssertShared<string?>(null);
    }

    [Fact]
    public void A_number_that_is_not_finite_is_not_shared()
    {
        Assert.False(ShareableValue<double>.CanShare(double.NaN));
        Assert.False(ShareableValue<double?>.CanShare(double.NegativeInfinity));
        Assert.False(ShareableValue<float>.CanShare(float.PositiveInfinity));
        Assert.False(ShareableValue<Half>.CanShare(Half.NaN));
        Assert.True(ShareableValue<double>.CanShare(-0.0));
    }

    [Fact]
    public void Values_that_can_change_are_not_shared()
    {
        AssertNotShared(new byte[1]);
        AssertNotShared(new ReadOnlyMemory<byte>([1]));
        AssertNotShared(new List<int>());
        AssertNotShared(new Unmarked(1));
        AssertNotShared<object>("text");
        AssertNotShared<IComparable>(1);
        AssertNotShared((1, 2));
        AssertNotShared(new MarkedAsMutable(1));
    }

    [Fact]
    public void A_marked_type_is_shared_but_its_size_is_its_payloads()
    {
        Assert.True(ShareableValue<Marked>.IsShareable);
        Assert.True(ShareableValue<Marked>.CanShare(new Marked(1)));
        Assert.True(ShareableValue<Marked?>.CanShare(null));
        Assert.False(ShareableValue<Marked>.IsSizeKnown);
        Assert.True(ShareableValue<MarkedValue>.CanShare(new(1)));
        Assert.True(ShareableValue<MarkedValue?>.CanShare(new MarkedValue(1)));
    }

    [Fact]
    public void What_derives_from_a_marked_class_is_not_shared()
    {
        Assert.False(ShareableValue<Marked>.CanShare(new Derived(1)));
        AssertNotShared(new Derived(1));
    }

    [Fact]
    public void Sizes_are_about_what_memory_takes()
    {
        Assert.Equal(4, ShareableValue<int>.SizeOf(1));
        Assert.Equal(16, ShareableValue<Guid>.SizeOf(Guid.Empty));
        Assert.Equal(1, ShareableValue<bool>.SizeOf(true));
        Assert.Equal(0, ShareableValue<string?>.SizeOf(null));
        Assert.Equal(0, ShareableValue<int?>.SizeOf(null));
        Assert.Equal(24, ShareableValue<string>.SizeOf(""));
        Assert.Equal(2024, ShareableValue<string>.SizeOf(new('x', 1000)));
    }

    private static void AssertShared<T>(T value)
    {
        Assert.True(ShareableValue<T>.IsShareable);
        Assert.True(ShareableValue<T>.IsSizeKnown);
        Assert.True(ShareableValue<T>.CanShare(value));
    }

    private static void AssertNotShared<T>(T value)
    {
        Assert.False(ShareableValue<T>.IsShareable);
        Assert.False(ShareableValue<T>.CanShare(value));
    }

    private sealed record Unmarked(int Number);

    [ImmutableObject(true)]
    private record Marked(int Number);

    private sealed record Derived(int Number) : Marked(Number);

    [ImmutableObject(false)]
    private sealed record MarkedAsMutable(int Number);

    [ImmutableObject(true)]
    private readonly record struct MarkedValue(int Number);
}
