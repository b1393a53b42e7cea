namespace Almanac.Database;

/// <summary>The cache for what queries over the whole almanac answer: it changes only with the data.</summary>
public static class Statistics
{
    /// <summary>Its alias in the section <c>Caches</c> of the settings.</summary>
    public const string Alias = "statistics";
}
