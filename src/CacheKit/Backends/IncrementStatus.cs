namespace CacheKit.Backends;

/// <summary>What became of an increment.</summary>
public enum IncrementStatus
{
    /// <summary>The value was changed.</summary>
    Done,

    /// <summary>The key is absent or expired.</summary>
    Missing,

    /// <summary>The payload is not an integer's decimal text; unchanged.</summary>
    NotAnInteger,

    /// <summary>The result would leave <see cref="long"/>; unchanged.</summary>
    Overflow,
}
