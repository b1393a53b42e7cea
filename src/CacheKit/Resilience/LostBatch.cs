using CacheKit.Keys;

namespace CacheKit.Resilience;

/// <summary>What is carried out in one step: a clear, or markers of tags, or deletes.</summary>
/// <param name="number">The number of the last loss of that kind when it was taken: what is lost from then on is not part of it.</param>
/// <param name="since">When it was begun.</param>
internal sealed class LostBatch(long number, long since)
{
    private readonly TaskCompletionSource<Exception?> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public long Number => number;

    public long Since => since;

    /// <summary>What is cleared.</summary>
    public LostClear Clear { get; init; }

    /// <summary>Markers of tags.</summary>
    public CacheKey[] Markers { get; init; } = [];

    /// <summary>Keys to delete.</summary>
    public CacheKey[] Keys { get; init; } = [];

    /// <summary>Those of them that the server refuses to delete.</summary>
    public List<CacheKey> Refused { get; } = [];

    /// <summary>What it says to the first of these.</summary>
    public Exception? Refusal { get; private set; }

    /// <summary>Ends with why not all of it was carried out; with null when it was.</summary>
    public Task<Exception?> Ended => _end.Task;

    public void Refuse(CacheKey key, Exception refusal)
    {
        Refused.Add(key);
        Refusal ??= refusal;
    }

    public void End(Exception? failure) => _end.SetResult(failure);
}
