using System.Diagnostics;
using System.Globalization;
using CacheKit.Benchmarks.Candidates;

namespace CacheKit.Benchmarks.Culling;

/// <summary>
/// <c>culling</c>: what an insertion costs in a cache that is full, as it grows. CacheKit frees a third of its entries at
/// once, so that a single insertion may be dear; what counts is the mean over many culls.
/// </summary>
internal static class CullingCommand
{
    private const int Rounds = 9;

    private static readonly int[] _entries = [1_000, 10_000, 100_000, 1_000_000];

    public static void Run()
    {
        Console.WriteLine("### Insertion into a full cache\n");
        Console.WriteLine("| entries | CacheKit, mean | CacheKit, dearest | BitFaster ConcurrentLru, mean | ConcurrentDictionary that grows, mean |");
        Console.WriteLine("| ---: | ---: | ---: | ---: | ---: |");
        foreach (int entries in _entries)
            Console.WriteLine(Row(entries));
    }

    private static string Row(int entries)
    {
        // Never fewer than a hundred thousand insertions in a round, and never less than twice what the cache holds.
        string[] keys = [.. Enumerable.Range(0, Math.Max(100_000, 2 * entries)).Select(static number => string.Create(CultureInfo.InvariantCulture, $"item:{number:D8}"))];
        List<InsertionTime> ours = [], peers = [], floor = [];
        for (int round = 0; round < Rounds; round++)
        {
            ours.Add(TimeCacheKit(keys, entries));
            peers.Add(TimeBitFaster(keys, entries));
            floor.Add(TimeDictionary(keys));
        }

        return string.Create(CultureInfo.InvariantCulture, $"| {entries:N0} | {Mean(ours):F0} ns | {Statistics.Median(ours.Select(static time => time.Dearest)) / 1e6:F2} ms | {Mean(peers):F0} ns | {Mean(floor):F0} ns |");
    }

    private static double Mean(List<InsertionTime> times) => Statistics.Median(times.Select(static time => time.Mean));

    private static InsertionTime TimeCacheKit(string[] keys, int entries)
    {
        var cache = CacheKitCandidate.Create(entries, out var owner);
        using var ended = owner;
        return Time(keys, key => cache.SetAsync(key, key).Awaited());
    }

    private static InsertionTime TimeBitFaster(string[] keys, int entries)
    {
        var cache = BitFasterCandidate.Create<string>(entries);
        return Time(keys, key => cache.AddOrUpdate(key, key));
    }

    private static InsertionTime TimeDictionary(string[] keys)
    {
        var cache = new System.Collections.Concurrent.ConcurrentDictionary<string, string>();
        return Time(keys, key => cache[key] = key);
    }

    // The first half fills, the second is measured.
    private static InsertionTime Time(string[] keys, Action<string> insert)
    {
        int half = keys.Length / 2;
        foreach (string key in keys.AsSpan(0, half))
            insert(key);
        GC.Collect();
        long dearest = 0, last = Stopwatch.GetTimestamp(), began = last;
        foreach (string key in keys.AsSpan(half))
        {
            insert(key);
            long now = Stopwatch.GetTimestamp();
            dearest = Math.Max(dearest, now - last);
            last = now;
        }

        return new(Stopwatch.GetElapsedTime(began, last).TotalNanoseconds / half, Stopwatch.GetElapsedTime(0, dearest).TotalNanoseconds);
    }
}
