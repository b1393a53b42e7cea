using System.IO.Enumeration;
using CacheKit.Backends;
using CacheKit.Backends.LocMem;

namespace CacheKit.Inspection;

/// <summary>Finds keys by a pattern where a backend can list them: <c>*</c> is any text, <c>?</c> any character, a backslash takes the next as it is.</summary>
internal static class KeySearch
{
    private static readonly char[] _wildcards = ['*', '?', '\\'];

    /// <param name="backend">The backend.</param>
    /// <param name="scope">What the keys begin with before the pattern counts.</param>
    /// <param name="pattern">The pattern.</param>
    /// <param name="limit">How many keys at most.</param>
    /// <param name="look">Told after each key how many were found and looked at; null for nobody.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>What was found, and whether there is more.</returns>
    public static async Task<(List<CacheEntryInfo> Found, bool HasMore)> FindAsync(
        IEnumerableCacheBackend backend, string scope, string pattern, int limit, Action<int, long>? look, CancellationToken cancellationToken)
    {
        var wildcard = pattern.IndexOfAny(_wildcards);
        var prefix = scope + (wildcard < 0 ? pattern : pattern[..wildcard]);
        var found = new List<CacheEntryInfo>();
        long seen = 0;
        // In this process's memory a payload's length is known only when it has been written.
        var entries = backend is LocMemBackend local
            ? local.ListAsync(prefix, IsWanted, cancellationToken)
            : backend.ListAsync(prefix.Length > 0 ? prefix : null, cancellationToken);
        await foreach (var entry in entries.ConfigureAwait(false))
        {
            look?.Invoke(found.Count, ++seen);
            if (!IsWanted(entry.Key))
                continue;
            if (found.Count == limit)
                return (found, true);
            found.Add(entry);
        }

        return (found, false);

        bool IsWanted(string key) => FileSystemName.MatchesSimpleExpression(pattern, key.AsSpan(scope.Length), ignoreCase: false);
    }
}
