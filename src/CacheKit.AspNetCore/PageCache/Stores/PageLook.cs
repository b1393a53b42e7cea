namespace CacheKit.AspNetCore.PageCache.Stores;

/// <summary>A look into a cache of another process that is under way. Whoever comes meanwhile and asks for the same shares it.</summary>
/// <param name="removals">How many removals there had been in this process when it began.</param>
/// <param name="tags">The tags that the endpoint gives the page.</param>
internal sealed class PageLook(long removals, string[] tags)
{
    private static readonly TaskCompletionSource<FirstLook> _over = new();

    // Null as long as nobody shares it.
    private TaskCompletionSource<FirstLook>? _others;

    /// <summary>Whether it is what somebody who comes now would look for: who comes after a removal does not take what was read before it.</summary>
    public bool IsFor(long removalsNow, string[] tagsNow) => removals == removalsNow && tags.AsSpan().SequenceEqual(tagsNow);

    /// <summary>What it finds; null when it is over.</summary>
    public Task<FirstLook>? Join()
    {
        var others = Volatile.Read(ref _others);
        if (others is null)
        {
            var first = new TaskCompletionSource<FirstLook>(TaskCreationOptions.RunContinuationsAsynchronously);
            others = Interlocked.CompareExchange(ref _others, first, null) ?? first;
        }

        return others == _over ? null : others.Task;
    }

    public void End(FirstLook found) => Interlocked.Exchange(ref _others, _over)?.SetResult(found);
}
