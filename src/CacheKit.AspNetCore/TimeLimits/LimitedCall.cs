namespace CacheKit.AspNetCore.TimeLimits;

/// <summary>A call of a cache that has a time limit: its place among <see cref="CallsUnderWay"/>. It is used again and again.</summary>
internal abstract class LimitedCall
{
    /// <summary>The call before it in the list.</summary>
    public LimitedCall? Earlier { get; set; }

    /// <summary>The call after it.</summary>
    public LimitedCall? Later { get; set; }

    /// <summary>Whether it is in the list.</summary>
    public bool IsListed { get; set; }

    /// <summary>When its time began to count, as <see cref="TimeProvider.GetTimestamp"/> tells it.</summary>
    public long Began { get; protected set; }

    /// <summary>Tells this use of it from those before and after.</summary>
    public int Use { get; protected set; }

    /// <summary>Its time is up; nothing happens if it has ended, or has even become another call.</summary>
    /// <param name="use">What <see cref="Use"/> said when that was found.</param>
    public abstract void EndByLimit(int use);
}
