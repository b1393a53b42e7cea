using CacheKit.Backends.LocMem;
using CsCheck;

namespace CacheKit.Tests.Backends.LocMem;

public sealed class QuickselectTests
{
    [Fact]
    public void The_smallest_keys_come_first_and_items_stay_with_their_keys() =>
        Gen.Select(Gen.Int[0, 50].Array[1, 200], Gen.Int[0, 10_000]).Sample((keys, any) =>
        {
            int n = any % keys.Length;
            ulong[] divided = [.. keys.Select(static key => (ulong)key)];
            string[] items = [.. keys.Select(static key => $"{key}")];
            Quickselect.Divide<string>(divided, items, n);
            return divided.Take(n).Order().SequenceEqual(keys.Order().Take(n).Select(static key => (ulong)key))
                && divided.Select(static key => $"{key}").SequenceEqual(items);
        });
}
