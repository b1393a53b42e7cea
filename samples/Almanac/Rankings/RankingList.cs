namespace Almanac.Rankings;

/// <summary>The rankings of the site. The pages show the queries, so they are written to be read.</summary>
public static class RankingList
{
    private static readonly Ranking _population = new(
        "population",
        "Population",
        "The territories by the number of people who live there. Each share is of the world, each sum takes in those above.",
        RankingSubject.Territory,
        "People",
        RankingFormat.Number,
        "Sum of shares",
        RankingFormat.Percent,
        """
        SELECT rank() OVER (ORDER BY t.population DESC),
               t.code,
               n.text,
               t.population,
               1.0 * t.population / sum(t.population) OVER (),
               1.0 * sum(t.population) OVER (ORDER BY t.population DESC, t.code) / sum(t.population) OVER ()
        FROM territory t
        JOIN name n ON n.kind = 'territory' AND n.code = t.code AND n.locale = $language
        ORDER BY t.population DESC, t.code
        """);

    private static readonly Ranking _economy = new(
        "economy",
        "Economy",
        "The territories by gross domestic product a year, at purchasing power.",
        RankingSubject.Territory,
        "International dollars",
        RankingFormat.Number,
        "Sum of shares",
        RankingFormat.Percent,
        """
        SELECT rank() OVER (ORDER BY t.gdp DESC),
               t.code,
               n.text,
               t.gdp,
               1.0 * t.gdp / sum(t.gdp) OVER (),
               1.0 * sum(t.gdp) OVER (ORDER BY t.gdp DESC, t.code) / sum(t.gdp) OVER ()
        FROM territory t
        JOIN name n ON n.kind = 'territory' AND n.code = t.code AND n.locale = $language
        WHERE t.gdp IS NOT NULL
        ORDER BY t.gdp DESC, t.code
        """);

    private static readonly Ranking _wealth = new(
        "wealth",
        "Wealth",
        "The territories by gross domestic product a head, at purchasing power. Places of fewer than a thousand people are left out.",
        RankingSubject.Territory,
        "International dollars",
        RankingFormat.Number,
        "Literacy",
        RankingFormat.Percent,
        """
        SELECT rank() OVER (ORDER BY 1.0 * t.gdp / t.population DESC),
               t.code,
               n.text,
               1.0 * t.gdp / t.population AS per_head,
               NULL,
               t.literacy / 100
        FROM territory t
        JOIN name n ON n.kind = 'territory' AND n.code = t.code AND n.locale = $language
        WHERE t.gdp IS NOT NULL AND t.population >= 1000
        ORDER BY per_head DESC, t.code
        """);

    private static readonly Ranking _diversity = new(
        "diversity",
        "Diversity",
        "The chance that two people of a territory, picked at random, speak different languages (after Joseph Greenberg).",
        RankingSubject.Territory,
        "Chance",
        RankingFormat.Percent,
        "Languages",
        RankingFormat.Number,
        """
        WITH part AS (
            SELECT territory, percent / sum(percent) OVER (PARTITION BY territory) AS share
            FROM spoken
            WHERE percent > 0
        ), index_of AS (
            SELECT territory, 1 - sum(share * share) AS chance, count(*) AS languages
            FROM part
            GROUP BY territory
        )
        SELECT rank() OVER (ORDER BY i.chance DESC), t.code, n.text, i.chance, NULL, i.languages
        FROM index_of i
        JOIN territory t ON t.code = i.territory
        JOIN name n ON n.kind = 'territory' AND n.code = t.code AND n.locale = $language
        ORDER BY i.chance DESC, t.code
        """);

    private static readonly Ranking _languages = new(
        "languages",
        "Languages",
        "The languages by the number of people who speak them, also as a second language: an estimate from their shares in each territory.",
        RankingSubject.Language,
        "Speakers",
        RankingFormat.Number,
        "Territories",
        RankingFormat.Number,
        """
        WITH speakers AS (
            SELECT s.language, sum(t.population * s.percent / 100) AS people, count(*) AS territories
            FROM spoken s
            JOIN territory t ON t.code = s.territory
            GROUP BY s.language
        )
        SELECT rank() OVER (ORDER BY s.people DESC),
               s.language,
               n.text,
               s.people,
               s.people / (SELECT sum(population) FROM territory),
               s.territories
        FROM speakers s
        JOIN name n ON n.kind = 'language' AND n.code = s.language AND n.locale = $language
        ORDER BY s.people DESC, s.language
        LIMIT 250
        """);

    private static readonly Ranking _currencies = new(
        "currencies",
        "Currencies",
        "The currencies by the number of people who live where they are legal tender.",
        RankingSubject.Currency,
        "People",
        RankingFormat.Number,
        "Territories",
        RankingFormat.Number,
        """
        SELECT rank() OVER (ORDER BY sum(t.population) DESC),
               m.currency,
               n.text,
               sum(t.population) AS people,
               1.0 * sum(t.population) / (SELECT sum(population) FROM territory),
               count(*)
        FROM tender m
        JOIN territory t ON t.code = m.territory
        JOIN name n ON n.kind = 'currency' AND n.code = m.currency AND n.locale = $language
        GROUP BY m.currency
        ORDER BY people DESC, m.currency
        """);

    private static readonly Ranking _continents = new(
        "continents",
        "Continents",
        "The continents by population, with the share of people who can read and write.",
        RankingSubject.Continent,
        "People",
        RankingFormat.Number,
        "Literacy",
        RankingFormat.Percent,
        """
        SELECT rank() OVER (ORDER BY sum(t.population) DESC),
               t.continent,
               n.text,
               sum(t.population) AS people,
               1.0 * sum(t.population) / (SELECT sum(population) FROM territory),
               sum(t.population * t.literacy) / sum(t.population) FILTER (WHERE t.literacy IS NOT NULL) / 100
        FROM territory t
        JOIN name n ON n.kind = 'territory' AND n.code = t.continent AND n.locale = $language
        GROUP BY t.continent
        ORDER BY people DESC
        """);

    /// <summary>All of them, in the order the site shows them.</summary>
    public static IReadOnlyList<Ranking> All { get; } = [_population, _economy, _wealth, _languages, _diversity, _currencies, _continents];
}
