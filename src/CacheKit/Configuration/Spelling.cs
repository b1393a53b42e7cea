namespace CacheKit.Configuration;

/// <summary>
/// Ours and Django's spelling of one name differ in case and underscores only: <c>KeyPrefix</c>, <c>KEY_PREFIX</c>.
/// </summary>
internal static class Spelling
{
    /// <summary>The form in which two spellings of one name are equal.</summary>
    public static string Normalize(string name) =>
        name.Replace("_", "", StringComparison.Ordinal).ToUpperInvariant();

    public static bool AreSame(string one, string other) =>
        string.Equals(Normalize(one), Normalize(other), StringComparison.Ordinal);

    /// <summary>The known name that a reader most likely meant, or null when none is near.</summary>
    public static string? Nearest(string name, IEnumerable<string> known)
    {
        var wanted = Normalize(name);
        string? nearest = null;
        var best = int.MaxValue;
        foreach (var candidate in known)
        {
            var other = Normalize(candidate);
            var distance = Distance(wanted, other);
            if (distance < best && distance <= Math.Max(1, Math.Max(wanted.Length, other.Length) / 3))
                (nearest, best) = (candidate, distance);
        }

        return nearest;
    }

    /// <summary>How many letters must be put in, taken out, replaced or swapped with their neighbour.</summary>
    private static int Distance(string from, string to)
    {
        var twoAbove = new int[to.Length + 1];
        var above = new int[to.Length + 1];
        var row = new int[to.Length + 1];
        for (var column = 0; column <= to.Length; column++)
            above[column] = column;

        for (var line = 1; line <= from.Length; line++)
        {
            row[0] = line;
            for (var column = 1; column <= to.Length; column++)
            {
                var replaced = above[column - 1] + (from[line - 1] == to[column - 1] ? 0 : 1);
                row[column] = Math.Min(replaced, Math.Min(above[column], row[column - 1]) + 1);
                if (line > 1 && column > 1 && from[line - 1] == to[column - 2] && from[line - 2] == to[column - 1])
                    row[column] = Math.Min(row[column], twoAbove[column - 2] + 1);
            }

            (twoAbove, above, row) = (above, row, twoAbove);
        }

        return above[to.Length];
    }
}
