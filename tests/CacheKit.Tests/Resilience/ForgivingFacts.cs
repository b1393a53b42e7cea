namespace CacheKit.Tests.Resilience;

/// <summary>What facts about lost removals begin with: a cache that forgives failures, under a prefix of its own.</summary>
public abstract class ForgivingFacts : IAsyncDisposable
{
    private protected static readonly CacheEntryOptions Tagged = new() { Timeout = TimeSpan.FromHours(1), Tags = ["tag"] };

    private protected GuardedCache Forgiving { get; } = GuardedCache.Forgiving(("KeyPrefix", "own"));

    private protected CancellationToken Token => Forgiving.Deadline;

    private protected ICache Cache => Forgiving.Cache;

    public async ValueTask DisposeAsync()
    {
        await Forgiving.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
