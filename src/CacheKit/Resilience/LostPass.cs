namespace CacheKit.Resilience;

/// <summary>How far one pass over all that was lost has come: each is tried once in it.</summary>
internal sealed class LostPass
{
    /// <summary>Whether the clear was tried.</summary>
    public bool IsClearTried { get; set; }

    /// <summary>The number of the next marker's loss.</summary>
    public long NextMarker;

    /// <summary>The number of the next key's loss.</summary>
    public long NextKey;
}
