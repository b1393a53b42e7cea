namespace CacheKit.Database.Servers;

/// <summary>A statement and the values of its parameters, numbered from 1.</summary>
/// <param name="Text">The statement.</param>
/// <param name="Values">The values.</param>
internal readonly record struct ServerStatement(string Text, params ServerValue[] Values)
{
    /// <summary>Whether a statement reads, and changes nothing.</summary>
    public static bool GivesRows(string text) => text.StartsWith("SELECT", StringComparison.Ordinal);
}
