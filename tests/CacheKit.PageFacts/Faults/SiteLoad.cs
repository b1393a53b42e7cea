using System.Collections.Concurrent;
using System.Diagnostics;

namespace CacheKit.PageFacts.Faults;

/// <summary>
/// Visitors of a site, one who removes its pages, and workers on its cache, who go on whatever happens. Every page must come
/// whole with status 200, and none that was made before its last removal; every get-or-set must give its value, and every
/// other call of the cache an answer or a <see cref="CacheBackendException"/>.
/// </summary>
public sealed class SiteLoad : IAsyncDisposable
{
    /// <summary>The key of a number that everybody counts up.</summary>
    public const string Counter = "counter";

    private const int Visitors = 12;
    private const int Workers = 4;
    private const int Remover = Visitors + Workers;

    private readonly FaultySite _site;
    private readonly ConcurrentQueue<string> _wrong = [];
    private readonly ConcurrentDictionary<string, int> _removed = [];
    private readonly int[] _rounds = new int[Remover + 1];
    private readonly Task[] _running;
    private volatile bool _isEnding;
    private int _failures;
    private long _longest;

    public SiteLoad(FaultySite site)
    {
        _site = site;
        _running = [.. Enumerable.Range(0, _rounds.Length).Select(number => Task.Run(() => RunAsync(number)))];
    }

    /// <summary>How many calls of the cache have failed.</summary>
    public int Failures => Volatile.Read(ref _failures);

    /// <summary>The longest time that a page or a call has taken.</summary>
    public TimeSpan Longest => TimeSpan.FromTicks(Volatile.Read(ref _longest));

    /// <summary>What should not have happened.</summary>
    public IReadOnlyCollection<string> Wrong => _wrong;

    /// <summary>Waits until everybody has begun and ended so many rounds from now on: nobody is stuck.</summary>
    public async Task GoOnAsync(int rounds)
    {
        int[] wanted = [.. _rounds.Select(done => done + rounds + 1)];
        await Patience.UntilAsync(() => !_wrong.IsEmpty || _rounds.Zip(wanted).All(static pair => pair.First >= pair.Second));
        Assert.Empty(_wrong);
    }

    /// <summary>Ends it.</summary>
    public async ValueTask DisposeAsync()
    {
        _isEnding = true;
        await Task.WhenAll(_running);
    }

    private async Task RunAsync(int number)
    {
        while (!_isEnding)
        {
            try
            {
                await (number switch
                {
                    < Visitors => TimedAsync(VisitAsync),
                    Remover => TimedAsync(RemoveAsync),
                    _ => WorkAsync(number),
                });
            }
            catch (Exception failure)
            {
                _wrong.Enqueue($"{number}: {failure}");
            }

            Volatile.Write(ref _rounds[number], _rounds[number] + 1);
            // The machine has much else to do, and pages are there to be read more often than removed.
            await Task.Delay(number == Remover ? 20 : 2);
        }
    }

    private async Task VisitAsync()
    {
        string path = AnyPath();
        int removed = _removed.GetValueOrDefault(path);
        using var response = await _site.Client.GetAsync(new Uri(path, UriKind.Relative));
        string body = await response.Content.ReadAsStringAsync();
        if ((int)response.StatusCode != 200 || FaultySite.TimesOf(path, body) is not { } times)
            _wrong.Enqueue($"{path}: {(int)response.StatusCode} {body}");
        else if (times <= removed)
            _wrong.Enqueue($"{path} shows what it had been when it was made {times} times, and was removed when it had been {removed} times.");
    }

    /// <summary>Removes pages in one of the ways there are. Whether the cache could be told so or not, they are gone.</summary>
    private async Task RemoveAsync()
    {
        string path = AnyPath();
        string[] paths = [path];
        int way = Random.Shared.Next(3);
        if (way == 2)
            paths = [.. FaultySite.Paths.Where(static path => path.StartsWith("/tagged", StringComparison.Ordinal))];
        int[] made = [.. paths.Select(_site.Made)];
        try
        {
            await (way switch
            {
                0 => _site.PostAsync(path),
                1 => _site.PageCache.RemoveAsync(_site.UrlOf(path)).AsTask(),
                _ => _site.PageCache.RemoveByTagAsync(FaultySite.Tag).AsTask(),
            });
        }
        catch (CacheBackendException)
        {
            Interlocked.Increment(ref _failures);
        }

        foreach (var (removed, times) in paths.Zip(made))
            _removed[removed] = times;
    }

    private async Task WorkAsync(int number)
    {
        string key = $"value{number}";
        await TryAsync(() => _site.Cache.SetAsync(key, number));
        await TryAsync(async () =>
        {
            var found = await _site.Cache.TryGetAsync<int>(key);
            if (found.HasValue && found.Value != number)
                _wrong.Enqueue($"{key} is {found.Value}");
        });
        await TryAsync(async () => await _site.Cache.IncrementAsync(Counter));
        await TimedAsync(async () =>
        {
            int made = await _site.Cache.GetOrSetAsync($"made{number}", _ => ValueTask.FromResult(number), TimeSpan.FromMilliseconds(50));
            if (made != number)
                _wrong.Enqueue($"made{number} is {made}");
        });
    }

    private static string AnyPath() => FaultySite.Paths[Random.Shared.Next(FaultySite.Paths.Count)];

    private async Task TryAsync(Func<ValueTask> call)
    {
        try
        {
            await TimedAsync(async () => await call());
        }
        catch (CacheBackendException)
        {
            Interlocked.Increment(ref _failures);
        }
        catch (KeyNotFoundException)
        {
            // A counter that nobody has set.
        }
    }

    private async Task TimedAsync(Func<Task> action)
    {
        long began = Stopwatch.GetTimestamp();
        try
        {
            await action();
        }
        finally
        {
            long took = Stopwatch.GetElapsedTime(began).Ticks, longest;
            while (took > (longest = Volatile.Read(ref _longest)) && Interlocked.CompareExchange(ref _longest, took, longest) != longest)
            {
            }
        }
    }
}
