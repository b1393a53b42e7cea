using System.Diagnostics;
using System.Globalization;
using BitFaster.Caching.Lru;
using CacheKit.Benchmarks.Candidates;
using Microsoft.Extensions.Caching.Memory;

namespace CacheKit.Benchmarks.Stampede;

/// <summary>
/// <c>stampede</c>: many callers ask for one key that nobody has, at once: how often the factory runs and when the last
/// caller has its answer; the same with a factory that fails.
/// </summary>
internal static class StampedeCommand
{
    private const int Rounds = 9;
    private const int Callers = 1000;
    private const int FailingCallers = 100;
    private const double LastFailureBound = 50;

    private static readonly TimeSpan _work = TimeSpan.FromMilliseconds(20);

    public static async Task RunAsync()
    {
        Console.WriteLine($"### {Callers:N0} callers of one absent key, factory of {_work.TotalMilliseconds} ms; {FailingCallers} callers of a factory that fails\n");
        Console.WriteLine("| | factory runs | last answer | failing factory runs | last failure |");
        Console.WriteLine("| --- | ---: | ---: | ---: | ---: |");
        var candidates = Candidates();
        List<StampedeTime>[] answers = [.. candidates.Select(static _ => new List<StampedeTime>())];
        List<StampedeTime>[] failures = [.. candidates.Select(static _ => new List<StampedeTime>())];
        // The first round is for the compiler.
        for (int round = 0; round <= Rounds; round++)
        {
            for (int index = 0; index < candidates.Length; index++)
            {
                var answer = await MeasureAsync(candidates[index].Ask, $"good:{round}", Callers, fails: false);
                var failure = await MeasureAsync(candidates[index].Ask, $"bad:{round}", FailingCallers, fails: true);
                if (round == 0)
                    continue;
                answers[index].Add(answer);
                failures[index].Add(failure);
            }
        }

        for (int index = 0; index < candidates.Length; index++)
            Console.WriteLine($"| {candidates[index].Name} | {InWords(answers[index])} | {InWords(failures[index])} |");
        bool met = answers[0].Concat(failures[0]).All(static time => time.Runs == 1) && Statistics.Median(failures[0].Select(static time => time.Milliseconds)) <= LastFailureBound;
        Console.WriteLine($"| CacheKit's bound: once, once, {LastFailureBound} ms | | | | {(met ? "met" : "missed")} |");
    }

    private static (string Name, Func<string, Func<Task<string>>, Task<string>> Ask)[] Candidates()
    {
        var ours = CacheKitCandidate.Create(10_000, out _);
        var hybrid = HybridCacheCandidate.Create();
        var fusion = FusionCacheCandidate.Create(copies: false);
        var lru = new ConcurrentLruBuilder<string, string>().AsAsyncCache().WithAtomicGetOrAdd().WithCapacity(10_000).Build();
        var memory = new MemoryCache(new MemoryCacheOptions());
        return
        [
            ("CacheKit", (key, make) => ours.GetOrSetAsync(key, _ => new ValueTask<string>(make())).AsTask()),
            ("BitFaster ConcurrentLru, atomic", (key, make) => lru.GetOrAddAsync(key, _ => make()).AsTask()),
            ("MemoryCache", (key, make) => memory.GetOrCreateAsync(key, _ => make())!),
            ("HybridCache", (key, make) => hybrid.GetOrCreateAsync(key, _ => new ValueTask<string>(make())).AsTask()),
            ("FusionCache", (key, make) => fusion.GetOrSetAsync<string>(key, (_, _) => make()).AsTask()!),
        ];
    }

    private static async Task<StampedeTime> MeasureAsync(Func<string, Func<Task<string>>, Task<string>> ask, string key, int callers, bool fails)
    {
        int runs = 0;
        long began = Stopwatch.GetTimestamp();
        var calls = new Task<string>[callers];
        for (int caller = 0; caller < callers; caller++)
            calls[caller] = Task.Run(() => ask(key, MakeAsync));
        await Task.WhenAll(calls).ContinueWith(static ended => _ = ended.Exception, TaskScheduler.Default);
        return new(runs, Stopwatch.GetElapsedTime(began).TotalMilliseconds);

        async Task<string> MakeAsync()
        {
            Interlocked.Increment(ref runs);
            await Task.Delay(_work);
            return fails ? throw new InvalidDataException("The factory fails.") : "made";
        }
    }

    private static string InWords(List<StampedeTime> times) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Statistics.Median(times.Select(static time => (double)time.Runs)):F0} | {Statistics.Median(times.Select(static time => time.Milliseconds)):F0} ms");
}
