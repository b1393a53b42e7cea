using CacheKit.Configuration;

namespace CacheKit.Inspection;

/// <summary>Says what a clear destroys, to whoever is asked whether to go on.</summary>
internal static class ClearLoss
{
    /// <param name="settings">The alias.</param>
    /// <param name="place">Its backend and location, without secrets.</param>
    /// <param name="sharers">Other aliases of the application in the same store.</param>
    /// <param name="isOfProcess">Whether no other application can have anything there.</param>
    public static string Describe(CacheSettings settings, string place, IReadOnlyCollection<string> sharers, bool isOfProcess)
    {
        if (settings.ClearScope == CacheClearScope.Prefix)
            return $"This removes all entries of the cache '{settings.Alias}' ({place}) whose keys begin with '{settings.KeyPrefix}:', in all versions "
                + "(Options:ClearScope is prefix).";
        var shared = sharers.Count > 0 ? $", those of the cache {string.Join(" and ", sharers.Select(static alias => $"'{alias}'"))} among it" : "";
        var others = isOfProcess ? "" : ", also what other applications put there";
        return $"This removes everything in the store of the cache '{settings.Alias}' ({place}){others}{shared} (Options:ClearScope is everything).";
    }
}
