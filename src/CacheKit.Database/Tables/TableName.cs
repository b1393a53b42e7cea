using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace CacheKit.Database.Tables;

/// <summary>
/// The table that <c>Location</c> names: <c>entries</c>, <c>My Entries</c>, <c>schema.entries</c>. A part in quotes
/// (<c>"</c>, <c>`</c> or <c>[ ]</c>) may hold a dot; a quote within it is doubled. Capitals stay as they are.
/// </summary>
/// <param name="Schema">Its schema; null where none is named.</param>
/// <param name="Name">Its name, without quotes.</param>
internal sealed record TableName(string? Schema, string Name)
{
    public const string Default = "cache_entries";

    /// <summary>Reads a location; false when it is no name.</summary>
    public static bool TryParse(string location, [NotNullWhen(true)] out TableName? table)
    {
        table = null;
        var parts = new List<string>();
        var rest = location.Trim();
        while (TakePart(ref rest, out string part))
        {
            parts.Add(part);
            if (rest.Length == 0)
                break;
            rest = rest[1..];
        }

        if (rest.Length > 0 || parts.Count is 0 or > 2 || parts.Exists(static part => part.Length == 0 || part.Contains('\0', StringComparison.Ordinal)))
            return false;
        table = new TableName(parts.Count == 2 ? parts[0] : null, parts[^1]);
        return true;
    }

    public override string ToString() => Schema is null ? Show(Name) : $"{Show(Schema)}.{Show(Name)}";

    private static string Show(string part) =>
        part.Contains('.', StringComparison.Ordinal) ? $"\"{part.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : part;

    /// <summary>Takes a part up to a dot or the end; what is left begins with the dot.</summary>
    private static bool TakePart(ref string rest, out string part)
    {
        char close = rest.Length == 0 ? '\0' : rest[0] switch { '"' => '"', '`' => '`', '[' => ']', _ => '\0' };
        if (close == '\0')
        {
            int dot = rest.IndexOf('.', StringComparison.Ordinal);
            part = (dot < 0 ? rest : rest[..dot]).Trim();
            rest = dot < 0 ? "" : rest[dot..];
            return true;
        }

        var text = new StringBuilder();
        for (int index = 1; index < rest.Length; index++)
        {
            if (rest[index] != close)
            {
                text.Append(rest[index]);
                continue;
            }

            bool isDoubled = index + 1 < rest.Length && rest[index + 1] == close;
            if (!isDoubled)
            {
                rest = rest[(index + 1)..].TrimStart();
                part = text.ToString();
                return rest.Length == 0 || rest[0] == '.';
            }

            text.Append(close);
            index++;
        }

        part = "";
        return false;
    }
}
