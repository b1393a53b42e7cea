namespace Almanac.Tests;

/// <summary>The languages that the site promises.</summary>
public static class SiteLanguages
{
    public static readonly string[] All = ["en", "de", "es", "fr", "ru", "ar", "zh", "ja"];
}
