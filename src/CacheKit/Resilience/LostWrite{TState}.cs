namespace CacheKit.Resilience;

/// <summary>A write that may be lost: once, whether its caller gives up first or it fails.</summary>
/// <param name="lost">Where it is remembered.</param>
/// <param name="remember">How.</param>
/// <param name="state">What the write was told.</param>
internal sealed class LostWrite<TState>(LostRemovals lost, Action<LostRemovals, TState> remember, TState state)
{
    private int _isRemembered;

    public void Remember()
    {
        if (Interlocked.Exchange(ref _isRemembered, 1) == 0)
            remember(lost, state);
    }
}
