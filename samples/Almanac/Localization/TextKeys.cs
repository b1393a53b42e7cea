namespace Almanac.Localization;

/// <summary>The texts that stand for CLDR's own words.</summary>
public static class TextKeys
{
    /// <summary>The text for a language's status in law.</summary>
    public static string ForStatus(string status) => status switch
    {
        "official" => "Official",
        "de_facto_official" => "Official in practice",
        "official_regional" => "Official in regions",
        _ => status,
    };

    /// <summary>The text for a system of measures.</summary>
    public static string ForUnits(string units) => units switch
    {
        "metric" => "Metric",
        "UK" => "British",
        "US" => "US customary",
        _ => units,
    };
}
