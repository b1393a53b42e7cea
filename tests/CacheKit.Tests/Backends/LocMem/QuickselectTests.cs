using CacheKit.Backends.LocMem;
using CsCheck;

namespace CacheKit.Tests.Backends.LocMem;

public sealed class QuickselectTests
{
    [Fact]
    public void The_nth_element_is_the_one_that_sorting_would_put_there() =>
        Gen.Select(Gen.Int[0, 50].Array[1, 200], Gen.Int[0, 10_000]).Sample((items, any) =>
        {
            int n = any % items.Length;
            return Quickselect.Nth(items.ToArray().AsSpan(), n) == items.Order().ElementAt(n);
        });
}
