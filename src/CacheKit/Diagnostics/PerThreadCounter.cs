using System.Runtime.CompilerServices;

namespace CacheKit.Diagnostics;

/// <summary>
/// Counts that every thread advances in a cell of its own, since an interlocked increment costs half the lookup that it
/// counts, and <see cref="ThreadLocal{T}"/> nearly a whole one. Exact: a cell has one writer, and its counts outlive its
/// thread.
/// </summary>
internal sealed class PerThreadCounter : IDisposable
{
    // The cells of this thread, by the slot of their counter. A slot is used again after its counter's end: the cell's
    // owner tells whose it is.
    [ThreadStatic]
    private static Cell?[]? _ofThisThread;

    private static readonly Lock _slotGate = new();
    private static readonly Stack<int> _freeSlots = new();
    private static int _slotCount;

    private readonly Lock _gate = new();
    private readonly List<Cell> _cells = [];
    private readonly int _slot = TakeSlot();
    private UsageCounts _ended;
    private bool _disposed;

    // hot path: no allocation after a thread's first count
    public void CountHit() => Mine().Hits++;

    // hot path
    public void CountMiss() => Mine().Misses++;

    // hot path
    public void CountStore() => Mine().Stores++;

    public void Count(long hits, long misses, long stores)
    {
        var cell = Mine();
        cell.Hits += hits;
        cell.Misses += misses;
        cell.Stores += stores;
    }

    /// <summary>The sums over all threads.</summary>
    public UsageCounts Read()
    {
        lock (_gate)
        {
            FoldEndedThreads();
            var sum = _ended;
            foreach (var cell in _cells)
                sum += cell.Counts;
            return sum;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            _disposed = true;
        }

        lock (_slotGate)
            _freeSlots.Push(_slot);
    }

    private static int TakeSlot()
    {
        lock (_slotGate)
            return _freeSlots.TryPop(out int slot) ? slot : _slotCount++;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Cell Mine()
    {
        var cells = _ofThisThread;
        int slot = _slot;
        return cells is not null && (uint)slot < (uint)cells.Length && cells[slot] is { } cell && cell.Owner == this
            ? cell
            : Enrol();
    }

    private Cell Enrol()
    {
        var cell = new Cell(this);
        if (_ofThisThread is null || _ofThisThread.Length <= _slot)
            Array.Resize(ref _ofThisThread, Math.Max(8, _slot + 1));
        _ofThisThread[_slot] = cell;
        lock (_gate)
        {
            FoldEndedThreads();
            _cells.Add(cell);
        }

        return cell;
    }

    // A thread that has ended counts no more: its sums are kept, its cell is not.
    private void FoldEndedThreads()
    {
        for (int index = _cells.Count - 1; index >= 0; index--)
        {
            if (_cells[index].Thread.IsAlive)
                continue;
            _ended += _cells[index].Counts;
            _cells.RemoveAt(index);
        }
    }

    private sealed class Cell(PerThreadCounter owner)
    {
        public long Hits;
        public long Misses;
        public long Stores;

        public PerThreadCounter Owner { get; } = owner;

        public Thread Thread { get; } = Thread.CurrentThread;

        public UsageCounts Counts => new(Volatile.Read(ref Hits), Volatile.Read(ref Misses), Volatile.Read(ref Stores));
    }
}
