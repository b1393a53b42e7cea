using System.Runtime.CompilerServices;

namespace CacheKit.Benchmarks.Operations;

/// <summary>The one loop that every operation of every candidate runs in.</summary>
internal sealed class Workload<TOperation>(TOperation operation, IDisposable? cache) : Workload
    where TOperation : struct, IOperation
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public override long Run(ReadOnlySpan<string> keys)
    {
        var call = operation;
        long sum = 0;
        foreach (string key in keys)
            sum += call.Run(key);
        return sum;
    }

    public override void Dispose() => cache?.Dispose();
}
