namespace CacheKit.Browser.Tests;

/// <summary>A page of each kind that the sample has, and the name of its picture.</summary>
public static class SitePaths
{
    public static TheoryData<string, string> All { get; } = new()
    {
        { "/", "territories" },
        { "/?q=land", "search" },
        { "/territory/CH", "territory" },
        { "/territory/US", "territory-of-many-zones" },
        { "/territory/AQ", "territory-of-few-facts" },
        { "/territory/CH/guestbook", "guestbook" },
        { "/territory/CH/guestbook/sign", "guestbook-form" },
        { "/rankings/population", "ranking" },
        { "/rankings/continents", "ranking-of-continents" },
        { "/languages", "languages" },
        { "/languages/ar", "language" },
        { "/about", "about" },
        { "/sign-in", "sign-in" },
    };
}
