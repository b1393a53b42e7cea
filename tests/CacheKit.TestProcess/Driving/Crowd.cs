namespace CacheKit.TestProcess.Driving;

/// <summary>Several processes at once on one cache, of which one after the other is killed and replaced.</summary>
public sealed class Crowd : IAsyncDisposable
{
    private static readonly TimeSpan _betweenKills = TimeSpan.FromMilliseconds(300);

    private readonly Func<int, Child> _start;
    private readonly List<Child> _all = [];
    private readonly List<Child> _living = [];

    /// <summary>Processes with one command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="settings">The settings of the alias.</param>
    public Crowd(string command, IReadOnlyDictionary<string, string> settings)
        : this(_ => Child.Start(command, settings))
    {
    }

    /// <summary>Processes that are started each in its own way.</summary>
    /// <param name="start">Starts the one of a number.</param>
    public Crowd(Func<int, Child> start) => _start = start;

    /// <summary>All processes there were, the killed ones too.</summary>
    public IReadOnlyList<Child> All => _all;

    /// <summary>How many were killed.</summary>
    public int Killed => _all.Count(static child => child.WasKilled);

    /// <summary>How many lines all of them have said.</summary>
    public int LineCount => _all.Sum(static child => child.LineCount);

    /// <summary>Starts processes; when all are ready, they begin at once.</summary>
    /// <param name="size">How many.</param>
    public async Task BeginAsync(int size)
    {
        for (int number = 0; number < size; number++)
            Add();
        await Task.WhenAll(_living.Select(static child => child.WaitUntilReadyAsync()));
        await Task.WhenAll(_living.Select(static child => child.BeginAsync()));
    }

    /// <summary>Kills one after the other in the midst of its work, and puts a new one in its place, until <paramref name="isEnough"/>.</summary>
    /// <param name="isEnough">Asked between two kills.</param>
    public async Task KillUntilAsync(Func<bool> isEnough)
    {
        while (!isEnough())
        {
            await Task.Delay(_betweenKills);
            // One that ended by itself has something to say: EndAsync tells what.
            if (_living.Exists(static child => child.HasEnded))
                return;
            var victim = _living[0];
            // Nobody is killed before its work has begun, or killing might go on for ever without any.
            if (victim.LineCount == 0)
                continue;
            _living.RemoveAt(0);
            await victim.KillAsync();
            await Add().BeginAsync();
        }
    }

    /// <summary>Lets all that live end in their own way.</summary>
    /// <returns>What went wrong in any of them.</returns>
    public async Task<IReadOnlyList<string>> EndAsync() => [.. (await Task.WhenAll(_living.Select(static child => child.EndAsync()))).OfType<string>()];

    /// <summary>Waits until all have ended by themselves.</summary>
    /// <returns>What went wrong in any of them.</returns>
    public async Task<IReadOnlyList<string>> WaitAsync() => [.. (await Task.WhenAll(_living.Select(static child => child.WaitAsync()))).OfType<string>()];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var child in _all)
            await child.DisposeAsync();
    }

    private Child Add()
    {
        var child = _start(_all.Count);
        _all.Add(child);
        _living.Add(child);
        return child;
    }
}
