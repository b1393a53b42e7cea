using System.Collections.Concurrent;
using System.Diagnostics;

namespace CacheKit.Redis.Tests.Faults;

/// <summary>
/// Visitors of a site, and workers on its cache, who go on whatever happens. Every page must come whole with status 200, every
/// get-or-set must give its value, and every other call of the cache an answer or a <see cref="CacheBackendException"/>.
/// </summary>
internal sealed class SiteLoad : IAsyncDisposable
{
    private const int Visitors = 12;
    private const int Workers = 4;

    private readonly FaultySite _site;
    private readonly ConcurrentQueue<string> _wrong = [];
    private readonly int[] _rounds = new int[Visitors + Workers];
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
                if (number < Visitors)
                    await TimedAsync(VisitAsync);
                else
                    await WorkAsync(number);
            }
            catch (Exception failure)
            {
                _wrong.Enqueue($"{number}: {failure}");
            }

            Volatile.Write(ref _rounds[number], _rounds[number] + 1);
            // The machine has much else to do.
            await Task.Delay(2);
        }
    }

    private async Task VisitAsync()
    {
        int number = Random.Shared.Next(FaultySite.Pages);
        using var response = await _site.Client.GetAsync($"/page/{number}");
        string body = await response.Content.ReadAsStringAsync();
        if ((int)response.StatusCode != 200 || !FaultySite.IsPage(number, body))
            _wrong.Enqueue($"/page/{number}: {(int)response.StatusCode} {body}");
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
        await TryAsync(async () => await _site.Cache.IncrementAsync("counter", 1));
        await TimedAsync(async () =>
        {
            int made = await _site.Cache.GetOrSetAsync($"made{number}", _ => ValueTask.FromResult(number), TimeSpan.FromMilliseconds(50));
            if (made != number)
                _wrong.Enqueue($"made{number} is {made}");
        });
    }

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
