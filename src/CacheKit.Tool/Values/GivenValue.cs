namespace CacheKit.Tool.Values;

/// <summary>A value that the command line gives, of a type that only it knows.</summary>
internal abstract class GivenValue
{
    /// <summary>Whether the alias's serializer writes it; CacheKit's own form is the same for all.</summary>
    public required bool NeedsSerializer { get; init; }

    public abstract ValueTask SetAsync(ICache cache, string key, CacheTimeout timeout, CancellationToken cancellationToken);

    public abstract ValueTask<bool> AddAsync(ICache cache, string key, CacheTimeout timeout, CancellationToken cancellationToken);
}
