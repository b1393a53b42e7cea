using System.Globalization;

namespace Almanac.Tests;

/// <summary>An answer as it came over the wire, a byte a character.</summary>
public sealed record RawAnswer(string StatusLine, IReadOnlyList<string> Fields, string Body)
{
    public int Status => int.Parse(StatusLine.Split(' ')[1], CultureInfo.InvariantCulture);

    /// <summary>The value of the only field of a name, or null.</summary>
    public string? Field(string name) =>
        Fields.Where(field => field.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))
            .Select(field => field[(name.Length + 1)..].Trim())
            .SingleOrDefault();
}
