using System.Diagnostics.CodeAnalysis;
using StackExchange.Redis;

namespace CacheKit.Redis.Connections;

/// <summary>
/// Has the client ask its servers again which of them leads, when one refuses a write as a replica (READONLY): two servers may
/// change their parts while all connections live, and of its own accord the client looks only now and then. No call waits for
/// that; those after it find the new leader.
/// </summary>
/// <param name="time">The clock of the pauses.</param>
internal sealed class LeaderSearch(TimeProvider time)
{
    private const string Refusal = "READONLY";

    // Each write is refused until the new leader is there, and a search asks every server.
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly HashSet<IConnectionMultiplexer> _searching = [];

    /// <summary>Hears what servers refuse to a multiplexer from now on.</summary>
    public void Join(IConnectionMultiplexer multiplexer) => multiplexer.ErrorMessage += OnRefused;

    /// <summary>Hears it no more.</summary>
    public void Leave(IConnectionMultiplexer multiplexer) => multiplexer.ErrorMessage -= OnRefused;

    private void OnRefused(object? sender, RedisErrorEventArgs refusal)
    {
        if (sender is not IConnectionMultiplexer multiplexer || !refusal.Message.StartsWith(Refusal, StringComparison.Ordinal))
            return;
        lock (_gate)
        {
            if (!_searching.Add(multiplexer))
                return;
        }

        _ = Task.Run(() => SearchAsync(multiplexer));
    }

    [SuppressMessage("Design", "CA1031", Justification = "The next refusal begins the next search; nobody waits for this task.")]
    private async Task SearchAsync(IConnectionMultiplexer multiplexer)
    {
        try
        {
            await multiplexer.ConfigureAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // It is closed, or finds none: calls tell.
        }

        await Task.Delay(_pause, time).ConfigureAwait(false);
        lock (_gate)
            _searching.Remove(multiplexer);
    }
}
