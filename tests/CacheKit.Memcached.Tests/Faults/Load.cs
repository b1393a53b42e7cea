using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace CacheKit.Memcached.Tests.Faults;

/// <summary>Callers that read and write their own keys until they are told to stop, whatever happens.</summary>
internal sealed class Load : IAsyncDisposable
{
    private const int Callers = 24;

    // Far above every limit of a client: who waits longer waits for nothing.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(90);

    private readonly MemcachedClient _client;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<int, Exception> _lastFailures = new();
    private readonly Task[] _callers;
    private readonly int[] _rounds = new int[Callers];
    private int _failures;

    public Load(MemcachedClient client)
    {
        _client = client;
        _callers = [.. Enumerable.Range(0, Callers).Select(caller => Task.Run(() => CallAsync(caller)))];
    }

    /// <summary>The keys that are written and read all the time.</summary>
    public static MemcachedKey[] Keys { get; } = [.. Enumerable.Range(0, Callers).Select(KeyOf)];

    /// <summary>The places of the keys whose last call failed.</summary>
    public IEnumerable<int> Failing => _lastFailures.Keys.Order();

    /// <summary>How many calls failed.</summary>
    public int Failures => Volatile.Read(ref _failures);

    /// <summary>Waits until no caller's last call failed.</summary>
    public Task WaitUntilServedAsync() => Eventually.IsTrueAsync(() => Task.FromResult(_lastFailures.IsEmpty));

    /// <summary>Waits until every caller has made so many calls more.</summary>
    public Task GoOnAsync(int calls)
    {
        int[] goals = [.. _rounds.Select((_, caller) => Volatile.Read(ref _rounds[caller]) + calls)];
        return Eventually.IsTrueAsync(() => Task.FromResult(_callers.Any(static caller => caller.IsFaulted) || goals.Select((goal, caller) => Volatile.Read(ref _rounds[caller]) >= goal).All(static done => done)));
    }

    /// <summary>Stops the callers; throws what none of them expects.</summary>
    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_callers);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_callers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private async Task CallAsync(int caller)
    {
        for (int round = 0; !_stopping.IsCancellationRequested; round++)
        {
            string start = string.Create(CultureInfo.InvariantCulture, $"{caller}:");
            try
            {
                await _client.SetAsync(KeyOf(caller), Encoding.ASCII.GetBytes($"{start}{round}")).AsTask().WaitAsync(_patience);
                // The key may just have got another server, which has nothing or an older value.
                if (await _client.GetAsync(KeyOf(caller)).AsTask().WaitAsync(_patience) is { } found)
                    Assert.StartsWith(start, Encoding.ASCII.GetString(found), StringComparison.Ordinal);
                _lastFailures.TryRemove(caller, out _);
            }
            catch (MemcachedException failure)
            {
                _lastFailures[caller] = failure;
                Interlocked.Increment(ref _failures);
                // Failing at once in a loop would take the processor from those who work.
                await Task.Delay(1);
            }

            Interlocked.Increment(ref _rounds[caller]);
        }
    }

    private static MemcachedKey KeyOf(int caller) => string.Create(CultureInfo.InvariantCulture, $":1:load:{caller}");
}
