namespace CacheKit.Tool.Values;

/// <summary>A value that the command line gives.</summary>
internal sealed class GivenValue<T>(T value) : GivenValue
{
    public override ValueTask SetAsync(ICache cache, string key, CacheTimeout timeout, CancellationToken cancellationToken) =>
        cache.SetAsync(key, value, timeout, cancellationToken);

    public override ValueTask<bool> AddAsync(ICache cache, string key, CacheTimeout timeout, CancellationToken cancellationToken) =>
        cache.AddAsync(key, value, timeout, cancellationToken);
}
