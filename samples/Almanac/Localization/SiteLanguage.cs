using System.Globalization;

namespace Almanac.Localization;

/// <summary>A language that the site's own texts come in. Names in it come out of CLDR, the texts out of <c>Texts.*.resx</c>.</summary>
public sealed record SiteLanguage(string Code, string Autonym)
{
    /// <summary>The languages offered: the six of the United Nations, German and Japanese.</summary>
    public static IReadOnlyList<SiteLanguage> All { get; } =
    [
        new("en", "English"),
        new("de", "Deutsch"),
        new("es", "Español"),
        new("fr", "Français"),
        new("ru", "Русский"),
        new("ar", "العربية"),
        new("zh", "中文"),
        new("ja", "日本語"),
    ];

    /// <summary>The language of the request at hand.</summary>
    public static SiteLanguage Current
    {
        get
        {
            var code = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;
            return All.FirstOrDefault(language => language.Code == code) ?? All[0];
        }
    }

    /// <summary><c>rtl</c> or <c>ltr</c>, for the HTML attribute <c>dir</c>.</summary>
    public string Direction => CultureInfo.GetCultureInfo(Code).TextInfo.IsRightToLeft ? "rtl" : "ltr";

    /// <summary>How numbers and dates are written in the language.</summary>
    public CultureInfo CreateCulture()
    {
        var culture = CultureInfo.GetCultureInfo(Code);
        if (Code != "ar")
            return culture;

        // .NET writes European digits in Arabic, but parts and groups them as Arabic-Indic ones; CLDR's signs for European digits are these.
        culture = (CultureInfo)culture.Clone();
        var numbers = culture.NumberFormat;
        (numbers.NumberDecimalSeparator, numbers.NumberGroupSeparator) = (".", ",");
        (numbers.PercentDecimalSeparator, numbers.PercentGroupSeparator, numbers.PercentSymbol) = (".", ",", "%");
        return CultureInfo.ReadOnly(culture);
    }

    /// <summary>Whether the site's texts come in the language of this code.</summary>
    public static bool IsOffered(string code) => All.Any(language => language.Code == code);
}
