using CacheKit.Configuration;

namespace CacheKit.Inspection;

/// <summary>Says what a clear destroys, to whoever is asked whether to go on.</summary>
internal static class ClearLoss
{
    /// <param name="settings">The alias.</param>
    /// <param name="place">Its backend and location, without secrets.</param>
    /// <param name="sharers">Other aliases of the application in the same store.</param>
    public static string Describe(CacheSettings settings, string place, IReadOnlyCollection<string> sharers)
    {
        if (settings.ClearScope == CacheClearScope.Prefix)
            return $"This removes all entries of the cache '{settings.Alias}' ({place}) whose keys begin with '{settings.KeyPrefix}:', in all versions (Options:ClearScope is prefix).";
        var shared = sharers.Count > 0 ? $", those of the cache {string.Join(" and ", sharers.Select(static alias => $"'{alias}'"))} among it" : "";
        return $"This removes everything in the store of the cache '{settings.Alias}' ({place}), also what other applications put there{shared} (Options:ClearScope is everything).";
    }
}
