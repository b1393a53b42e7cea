using CacheKit.AspNetCore.PageCache.Keys;
using CacheKit.Backends.LocMem;

namespace CacheKit.AspNetCore.Dashboard.Inspection;

/// <summary>
/// What an entry is called on the dashboard, in texts and in addresses, which others log. In this process's memory the name of a
/// page may be the text of its key, which holds whose page it is and the cookies that it varies by: it goes by its digest, the
/// name that it would have on a server.
/// </summary>
internal static class ShownName
{
    private const string PageMark = "page:";
    private const string DigestMark = "page:#";

    public static string Of(string name) => IsText(name) ? PageKey.Hash(DigestMark, name) : name;

    /// <summary>The name that is shown so; what is shown itself where there is none.</summary>
    public static string Find(DashboardAlias alias, string shown, int version)
    {
        if (!shown.StartsWith(DigestMark, StringComparison.Ordinal) || alias.Bare is not LocMemBackend local)
            return shown;
        return local.Store.Gather(alias.KeysOf(version).Scope + PageMark)
            .Select(static entry => entry.Entry.Name)
            .FirstOrDefault(name => IsText(name) && PageKey.Hash(DigestMark, name) == shown, shown);
    }

    private static bool IsText(string name) => name.StartsWith(PageMark, StringComparison.Ordinal) && !name.StartsWith(DigestMark, StringComparison.Ordinal);
}
