namespace Almanac.Serving;

/// <summary>In the features of a request that is counted as a visit.</summary>
/// <param name="Count">How often the page was visited since the site started, this visit included.</param>
public sealed record PageVisits(long Count);
