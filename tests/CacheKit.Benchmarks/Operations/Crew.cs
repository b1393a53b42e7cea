using System.Diagnostics;

namespace CacheKit.Benchmarks.Operations;

/// <summary>Threads that run a workload at the same time. A crew of one is the caller's own thread.</summary>
internal sealed class Crew : IDisposable
{
    private readonly Barrier _start;
    private readonly Barrier _end;
    private readonly long[] _allocated;
    private readonly Thread[] _others;
    private Action<int> _task = static _ => { };
    private bool _dismissed;

    public Crew(int size)
    {
        Size = size;
        _start = new Barrier(size);
        _end = new Barrier(size);
        _allocated = new long[size];
        _others = [.. Enumerable.Range(1, size - 1).Select(place => new Thread(() => Serve(place)) { IsBackground = true })];
        foreach (var thread in _others)
            thread.Start();
    }

    public int Size { get; }

    /// <summary>Has every thread do a number of operations, each beginning at a place of its own among the keys.</summary>
    public CrewTime Run(Workload workload, string[] keys, int operations, int offset = 0)
    {
        _task = place => RunOn(workload, keys, operations, offset + (keys.Length / Size * place));
        _start.SignalAndWait();
        long began = Stopwatch.GetTimestamp();
        Work(0);
        _end.SignalAndWait();
        var elapsed = Stopwatch.GetElapsedTime(began);
        long total = (long)operations * Size;
        return new(elapsed.TotalNanoseconds / total, (double)_allocated.Sum() / total);
    }

    public void Dispose()
    {
        _dismissed = true;
        _start.SignalAndWait();
        foreach (var thread in _others)
            thread.Join();
        _start.Dispose();
        _end.Dispose();
    }

    private static void RunOn(Workload workload, string[] keys, int operations, int offset)
    {
        int next = offset % keys.Length;
        while (operations > 0)
        {
            int portion = Math.Min(operations, keys.Length - next);
            workload.Run(keys.AsSpan(next, portion));
            operations -= portion;
            next = (next + portion) % keys.Length;
        }
    }

    private void Serve(int place)
    {
        while (true)
        {
            _start.SignalAndWait();
            if (_dismissed)
                return;
            Work(place);
            _end.SignalAndWait();
        }
    }

    private void Work(int place)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        _task(place);
        _allocated[place] = GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
