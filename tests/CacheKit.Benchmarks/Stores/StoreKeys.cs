using System.Globalization;

namespace CacheKit.Benchmarks.Stores;

/// <summary>The keys of a comparison in an order that no index knows, and the value of 1 KiB under each.</summary>
internal sealed class StoreKeys
{
    private const int Hundred = 100;

    private readonly string[] _keys;
    private readonly string[][] _hundreds;

    public StoreKeys(int count)
    {
        _keys = [.. Enumerable.Range(0, count).Select(static number => string.Create(CultureInfo.InvariantCulture, $"user:{number:D7}:profile"))];
        new Random(7).Shuffle(_keys);
        _hundreds = [.. _keys.Chunk(Hundred)];
        new Random(8).NextBytes(Value);
    }

    public byte[] Value { get; } = new byte[1024];

    public int Count => _keys.Length;

    public string this[int place] => _keys[place % _keys.Length];

    public string[] HundredFrom(int place) => _hundreds[place % _hundreds.Length];

    /// <summary>Stores the value under every key.</summary>
    public async Task FillAsync(IStore store)
    {
        foreach (string[] keys in _keys.Chunk(1000))
            await store.SetManyAsync(keys, Value);
    }
}
