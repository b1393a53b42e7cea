using System.Runtime.CompilerServices;
using CacheKit.Keys;
using Microsoft.Extensions.Caching.Distributed;

namespace CacheKit.Backends.Distributed;

/// <summary>
/// Has the writers of a key take turns, since the interface knows nothing that reads and writes in one step. They are those
/// of this process: all aliases over one cache share its locks, other processes know nothing of them.
/// </summary>
internal sealed class DistributedLocks
{
    private const int Count = 64;

    private static readonly ConditionalWeakTable<IDistributedCache, DistributedLocks> _all = [];

    private readonly SemaphoreSlim[] _locks = [.. Enumerable.Range(0, Count).Select(static _ => new SemaphoreSlim(1, 1))];

    private DistributedLocks()
    {
    }

    public static DistributedLocks Of(IDistributedCache cache) => _all.GetValue(cache, static _ => new());

    /// <summary>Waits for a key's turn, which ends when the result is disposed.</summary>
    public async ValueTask<Turn> EnterAsync(CacheKey key, CancellationToken cancellationToken)
    {
        var turn = _locks[Place(key)];
        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new(turn, null);
    }

    /// <summary>Waits for the turn of two keys, in an order that is the same for all.</summary>
    public async ValueTask<Turn> EnterAsync(CacheKey one, CacheKey other, CancellationToken cancellationToken)
    {
        var (first, second) = (Math.Min(Place(one), Place(other)), Math.Max(Place(one), Place(other)));
        await _locks[first].WaitAsync(cancellationToken).ConfigureAwait(false);
        if (first == second)
            return new(_locks[first], null);
        try
        {
            await _locks[second].WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            _locks[first].Release();
            throw;
        }

        return new(_locks[first], _locks[second]);
    }

    private static int Place(CacheKey key) => (int)((uint)key.GetHashCode() % Count);

    /// <summary>The turn of one or two keys.</summary>
    public readonly struct Turn(SemaphoreSlim first, SemaphoreSlim? second) : IDisposable
    {
        public void Dispose()
        {
            second?.Release();
            first.Release();
        }
    }
}
