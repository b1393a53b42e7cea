using CacheKit.Diagnostics;
using Microsoft.Extensions.Logging;

namespace CacheKit.Backends.Files;

/// <summary>
/// Goes through the folders in the background, a little each second: removes what has expired, corrects the count, and
/// clears away what processes left that died while they wrote. Several processes may sweep one directory: each begins
/// somewhere else, and nothing is removed but under the lock of its shard.
/// </summary>
internal sealed class FileSweep : IDisposable
{
    /// <summary>How many entries are looked at in one go, at most.</summary>
    public const int EntriesAtOnce = 1000;

    /// <summary>How many folders are listed in one go, at most.</summary>
    public const int ShardsAtOnce = 16;

    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    private readonly EntryStore _store;
    private readonly string _alias;
    private readonly string _root;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private int _shard = Random.Shared.Next(CacheDirectory.Shards);
    private string _after = "";
    private bool _failed;
    private bool _disposed;

    public FileSweep(EntryStore store, CacheBackendContext context, string root)
    {
        _store = store;
        _alias = context.Alias;
        _root = root;
        _logger = context.Logger;
        _timer = context.TimeProvider.CreateTimer(static sweep => ((FileSweep)sweep!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Arm();
    }

    /// <summary>Ends it; what is being looked at is looked at to the end.</summary>
    public void Dispose()
    {
        lock (_gate)
            _disposed = true;
        _timer.Dispose();
    }

    private void Tick()
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            try
            {
                if (SweepSome())
                    _failed = false;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                if (!_failed)
                    Log.NotSwept(_logger, _alias, _root, exception);
                _failed = true;
                Next();
            }

            Arm();
        }
    }

    /// <returns>Whether there was anything to look at.</returns>
    private bool SweepSome()
    {
        bool found = false;
        int looks = EntriesAtOnce;
        for (int visited = 0; visited < ShardsAtOnce && looks > 0; visited++)
        {
            if (!_store.IsUsed(_shard))
            {
                Next();
                continue;
            }

            found = true;
            var names = _store.Look(_shard);
            int first = names.FindIndex(name => string.CompareOrdinal(name, _after) > 0);
            int last = first < 0 ? -1 : Math.Min(first + looks, names.Count);
            for (int place = first; place < last; place++)
                _store.RemoveIfExpired(_shard, names[place]);
            looks -= Math.Max(last - first, 0);
            if (last < 0 || last == names.Count)
                Next();
            else
                _after = names[last - 1];
        }

        return found;
    }

    private void Next()
    {
        _shard = (_shard + 1) % CacheDirectory.Shards;
        _after = "";
    }

    // One shot, armed again after each: a late thread pool, or a clock that jumps by a year, makes one sweep of it.
    private void Arm() => _timer.Change(_pause, Timeout.InfiniteTimeSpan);
}
