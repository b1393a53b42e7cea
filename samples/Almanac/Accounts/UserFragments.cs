using CacheKit;

namespace Almanac.Accounts;

/// <summary>The parts of pages that are cached for each user.</summary>
public static class UserFragments
{
    /// <summary>The stamps in the passport.</summary>
    public const string Stamps = "stamps";

    /// <summary>Their number, at the top of each page.</summary>
    public const string StampCount = "stamp-count";

    /// <summary>Drops them in all languages, since the user has signed a guestbook.</summary>
    public static async Task RemoveAsync(IFragmentCache fragments, string userId)
    {
        var user = new FragmentUser(userId);
        await fragments.RemoveAsync(Stamps, user);
        await fragments.RemoveAsync(StampCount, user);
    }
}
