namespace CacheKit.AspNetCore.Tests.Hosting;

/// <summary>Counts how often pages are made, and makes each a different one.</summary>
public sealed class Counted
{
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public int Next() => Interlocked.Increment(ref _count);

    /// <summary>A page that says how many there have been.</summary>
    public string Page(string text = "page") => $"{text} {Next()}";
}
