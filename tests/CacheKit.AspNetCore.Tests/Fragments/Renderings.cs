namespace CacheKit.AspNetCore.Tests.Fragments;

/// <summary>What the views of these tests show: the number of each rendering, and whatever a test wants to happen in one.</summary>
public sealed class Renderings
{
    private int _count;

    public int Count => Volatile.Read(ref _count);

    /// <summary>What happens in a rendering, by its number.</summary>
    public Func<int, HttpContext, Task> Inside { get; set; } = static (_, _) => Task.CompletedTask;

    public object? VaryBy { get; set; }

    public string? Alias { get; set; }

    public string Timeout { get; set; } = "500";

    public string? Query { get; set; }

    public string? Header { get; set; }

    public string? Route { get; set; }

    public bool Enabled { get; set; } = true;

    public async Task<string> NextAsync(HttpContext context)
    {
        var number = Interlocked.Increment(ref _count);
        await Inside(number, context);
        return $"rendering {number}";
    }
}
