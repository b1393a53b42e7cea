namespace CacheKit.Backends;

/// <summary>A backend whose server keeps count of what it holds, and tells it at the cost of one small question to each.</summary>
internal interface IServerStoreSize
{
    /// <summary>What the whole store holds, entries of other applications included.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask<StoreSize> MeasureAsync(CancellationToken cancellationToken);
}
