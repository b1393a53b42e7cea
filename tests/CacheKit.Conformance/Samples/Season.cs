namespace CacheKit.Conformance.Samples;

/// <summary>An enumeration, stored as its number.</summary>
public enum Season
{
    /// <summary>The first.</summary>
    Winter,

    /// <summary>The second.</summary>
    Spring,

    /// <summary>The third.</summary>
    Summer,

    /// <summary>The fourth.</summary>
    Autumn,
}
