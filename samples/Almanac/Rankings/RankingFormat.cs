namespace Almanac.Rankings;

/// <summary>How a column of a ranking is written.</summary>
public enum RankingFormat
{
    /// <summary>A whole number, shortened when it is large.</summary>
    Number,

    /// <summary>A part of one, as per cent.</summary>
    Percent,
}
