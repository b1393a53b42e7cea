namespace CacheKit.Benchmarks.Operations;

/// <summary>One call of one candidate, as its user writes it. A struct, so that the loop around it is compiled for it alone.</summary>
internal interface IOperation
{
    /// <summary>Does it once.</summary>
    /// <param name="key">The key.</param>
    /// <returns>Something of the result, so that the result is used.</returns>
    int Run(string key);
}
