namespace Almanac.Rankings;

/// <summary>What a row of a ranking stands for.</summary>
public enum RankingSubject
{
    /// <summary>A territory, which has a page.</summary>
    Territory,

    /// <summary>A language, which has a page.</summary>
    Language,

    /// <summary>A currency.</summary>
    Currency,

    /// <summary>A continent.</summary>
    Continent,
}
