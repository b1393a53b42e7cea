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
    public static string Of(string name) => IsText(name) ? PageKey.Hash(PageKey.DigestMark, name) : name;

    /// <summary>The name that is shown so; what is shown itself where there is none.</summary>
    public static string Find(DashboardAlias alias, string shown, int version, CancellationToken cancellationToken)
    {
        if (!shown.StartsWith(PageKey.DigestMark, StringComparison.Ordinal) || alias.Bare is not LocMemBackend local)
            return shown;
        return local.Store.Gather(alias.KeysOf(version).Scope + PageKey.Mark, cancellationToken)
            .Select(static entry => entry.Entry.Name)
            .FirstOrDefault(name => IsText(name) && PageKey.Hash(PageKey.DigestMark, name) == shown, shown);
    }

    private static bool IsText(string name) =>
        name.StartsWith(PageKey.Mark, StringComparison.Ordinal) && !name.StartsWith(PageKey.DigestMark, StringComparison.Ordinal);
}
