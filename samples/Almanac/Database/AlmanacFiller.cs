using Almanac.Localization;
using Microsoft.Data.Sqlite;

namespace Almanac.Database;

/// <summary>Writes the data into empty tables. The caller holds the transaction.</summary>
internal sealed class AlmanacFiller(SqliteConnection connection, DataFolder data)
{
    private const string English = "en";

    public void Fill()
    {
        FillLanguages(data.ReadLanguages());
        FillCurrencies(data.ReadCurrencies());
        FillTerritories(data.ReadTerritories());
        FillNames(data.ReadNames().ToDictionary(locale => locale.Locale, locale => locale.Names));
    }

    private void FillLanguages(IEnumerable<LanguageData> languages)
    {
        using var insert = Prepare("INSERT INTO language (code, script, right_to_left, autonym) VALUES ($1, $2, $3, $4)", 4);
        foreach (var language in languages)
            Run(insert, language.Code, language.Script, language.RightToLeft ? 1 : 0, language.Autonym);
    }

    private void FillCurrencies(IEnumerable<CurrencyData> currencies)
    {
        using var insert = Prepare("INSERT INTO currency (code, digits, symbol) VALUES ($1, $2, $3)", 3);
        foreach (var currency in currencies)
            Run(insert, currency.Code, currency.Digits, currency.Symbol);
    }

    private void FillTerritories(IEnumerable<TerritoryData> territories)
    {
        using var insert = Prepare(
            """
            INSERT INTO territory (code, alpha3, number, continent, region, population, gdp, literacy, first_day, units, clock)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            """,
            11);
        using var insertSpoken = Prepare("INSERT INTO spoken (territory, language, percent, status) VALUES ($1, $2, $3, $4)", 4);
        using var insertTender = Prepare("INSERT INTO tender (territory, position, currency) VALUES ($1, $2, $3)", 3);
        using var insertZone = Prepare("INSERT INTO zone (id, territory) VALUES ($1, $2)", 2);
        foreach (var territory in territories)
        {
            Run(
                insert,
                territory.Code,
                territory.Alpha3,
                territory.Number,
                territory.Continent,
                territory.Region,
                territory.Population,
                territory.Gdp,
                territory.Literacy,
                territory.FirstDay,
                territory.Units,
                territory.Clock);
            foreach (var spoken in territory.Languages)
                Run(insertSpoken, territory.Code, spoken.Code, spoken.Percent, spoken.Status);
            foreach (var (position, currency) in territory.Currencies.Index())
                Run(insertTender, territory.Code, position, currency);
            foreach (var zone in territory.Zones)
                Run(insertZone, zone, territory.Code);
        }
    }

    // Each of the site's languages gets a name for every code, English or, failing that, the code itself
    // where it has none of its own, so that a query finds exactly one. Other locales keep what they have.
    private void FillNames(Dictionary<string, Dictionary<string, Dictionary<string, string>>> locales)
    {
        using var insert = Prepare("INSERT INTO name (kind, code, locale, text) VALUES ($1, $2, $3, $4)", 4);
        var english = CompleteEnglish(locales[English]);
        foreach (var (locale, names) in locales)
        {
            foreach (var (kind, englishTexts) in english)
            {
                if (!names.TryGetValue(kind, out var texts))
                    continue;
                var codes = SiteLanguage.IsOffered(locale) ? englishTexts.Keys : (IEnumerable<string>)texts.Keys;
                foreach (var code in codes)
                    Run(insert, kind, code, locale, texts.GetValueOrDefault(code) ?? englishTexts[code]);
            }
        }
    }

    private Dictionary<string, Dictionary<string, string>> CompleteEnglish(Dictionary<string, Dictionary<string, string>> names)
    {
        var complete = names.ToDictionary(kind => kind.Key, kind => new Dictionary<string, string>(kind.Value));
        foreach (var language in data.ReadLanguages())
        {
            complete["language"].TryAdd(language.Code, language.Autonym ?? language.Code);
            if (language.Script is { } script)
                complete["script"].TryAdd(script, script);
        }

        foreach (var currency in data.ReadCurrencies())
            complete["currency"].TryAdd(currency.Code, currency.Code);
        foreach (var territory in data.ReadTerritories())
            complete["territory"].TryAdd(territory.Code, territory.Code);
        return complete;
    }

    private SqliteCommand Prepare(string sql, int parameterCount)
    {
        var command = connection.CreateCommand();
        // Constants of this class only.
#pragma warning disable CA2100
        command.CommandText = sql;
#pragma warning restore CA2100
        for (var number = 1; number <= parameterCount; number++)
            command.Parameters.Add(new SqliteParameter { ParameterName = $"${number}" });
        command.Prepare();
        return command;
    }

    private static void Run(SqliteCommand command, params ReadOnlySpan<object?> values)
    {
        for (var index = 0; index < values.Length; index++)
            command.Parameters[index].Value = values[index] ?? DBNull.Value;
        command.ExecuteNonQuery();
    }
}
