namespace CacheKit.AspNetCore.Fragments;

/// <summary>
/// Tells whether a fragment may have been removed since a moment before: what was rendered across a removal shows what was
/// there before it. Names share the counts by hash; a false yes costs one rendering.
/// </summary>
internal sealed class FragmentRemovals
{
    private readonly int[] _removals = new int[256];

    public int Observe(string name) => Volatile.Read(ref CountOf(name));

    public void Remove(string name) => Interlocked.Increment(ref CountOf(name));

    private ref int CountOf(string name) => ref _removals[name.GetHashCode(StringComparison.Ordinal) & 255];
}
