namespace CacheKit.Benchmarks.Operations;

/// <summary>A filled cache and the operation to be measured on it.</summary>
internal abstract class Workload : IDisposable
{
    /// <summary>Does the operation once for each key.</summary>
    /// <returns>Something of the results.</returns>
    public abstract long Run(ReadOnlySpan<string> keys);

    /// <summary>Gives the cache up.</summary>
    public abstract void Dispose();
}
