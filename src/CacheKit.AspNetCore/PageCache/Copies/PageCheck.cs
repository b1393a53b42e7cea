using CacheKit.AspNetCore.PageCache.Entries;

namespace CacheKit.AspNetCore.PageCache.Copies;

/// <summary>One question whether copies may be served, and what the cache says to it.</summary>
/// <param name="began">When the first of those who wait for it came, as <see cref="TimeProvider.GetTimestamp"/> tells it.</param>
/// <param name="removals">How many removals there had been in this process by then.</param>
internal sealed class PageCheck(long began, long removals)
{
    /// <summary>How many copies it is asked for at most: a question of many hundred keys would hold up all others.</summary>
    public const int MaximumCount = 64;

    private readonly TaskCompletionSource _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<PageCopy> _copies = [];
    private bool[]? _areCurrent;

    public long Began => began;

    public long Removals => removals;

    /// <summary>Whether the answer is there, or none will be.</summary>
    public bool IsOver { get; set; }

    /// <summary>Whether more than one waits for it.</summary>
    public bool IsShared { get; private set; }

    /// <summary>Whether it is as large as a question should be.</summary>
    public bool IsFull => _copies.Count >= MaximumCount;

    /// <summary>Ends when the answer is there, or when there will be none; never fails.</summary>
    public Task Answer => _answer.Task;

    /// <summary>Waits along for a copy that is asked for anyway.</summary>
    /// <param name="copy">The copy.</param>
    /// <param name="place">Its place in the answer.</param>
    public bool TryJoin(PageCopy copy, out int place)
    {
        for (place = 0; place < _copies.Count; place++)
        {
            if (ReferenceEquals(_copies[place], copy))
                return IsShared = true;
        }

        return false;
    }

    /// <summary>Asks for one more. Many may wait for one page: it is asked for once.</summary>
    /// <returns>Its place in the answer.</returns>
    public int Add(PageCopy copy)
    {
        if (TryJoin(copy, out var place))
            return place;
        IsShared = _copies.Count > 0;
        _copies.Add(copy);
        return _copies.Count - 1;
    }

    /// <summary>Under which names the cache has what must be known.</summary>
    public string[] Names()
    {
        if (_copies.Count == 1)
            return _copies[0].Names;
        var names = new string[_copies.Sum(static copy => copy.Names.Length)];
        var next = 0;
        foreach (var copy in _copies)
        {
            copy.Names.CopyTo(names, next);
            next += copy.Names.Length;
        }

        return names;
    }

    /// <summary>Takes what the cache has under <see cref="Names"/>.</summary>
    public void Take(ReadOnlySpan<CacheValue<PageRecord>> found)
    {
        var areCurrent = new bool[_copies.Count];
        for (var place = 0; place < areCurrent.Length; place++)
        {
            var copy = _copies[place];
            areCurrent[place] = copy.IsCurrent(found[..copy.Names.Length]);
            found = found[copy.Names.Length..];
        }

        _areCurrent = areCurrent;
    }

    /// <summary>Lets those go who wait for the answer.</summary>
    public void End()
    {
        // It may be remembered for long, and pages are large.
        _copies.Clear();
        _answer.SetResult();
    }

    /// <summary>What the answer says of a copy; null when there is none, since the cache failed.</summary>
    public bool? IsCurrent(int place) => _areCurrent?[place];
}
