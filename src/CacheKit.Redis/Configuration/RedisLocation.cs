using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text.RegularExpressions;

namespace CacheKit.Redis.Configuration;

/// <summary>
/// What <c>Location</c> says: URLs of redis-py, bare hosts, or a configuration string of StackExchange.Redis. They cannot
/// be taken for each other: URLs have a scheme, a configuration string has none, but has a <c>=</c>.
/// </summary>
internal sealed partial class RedisLocation
{
    public const string Example = "redis://localhost:6379/0";

    /// <summary>The servers, or the Sentinels.</summary>
    public required IReadOnlyList<EndPoint> EndPoints { get; init; }

    /// <summary>What it says besides, by the names of options.</summary>
    public required IReadOnlyDictionary<string, string?> Values { get; init; }

    /// <summary>What only a configuration string can say; null where there is none.</summary>
    public RedisConfigurationString? Native { get; init; }

    /// <summary>Reads the setting. No problem that is told repeats a part of it.</summary>
    /// <param name="text">The setting as one text; null where it is a list.</param>
    /// <param name="elements">The setting as a list.</param>
    /// <param name="location">What it says.</param>
    /// <param name="problem">What is wrong.</param>
    public static bool TryParse(
        string? text, IReadOnlyList<string> elements, [NotNullWhen(true)] out RedisLocation? location, [NotNullWhen(false)] out string? problem)
    {
        (location, problem) = (null, null);
        string[] parts = text is null ? [.. elements.SelectMany(SplitUrls)] : [.. SplitUrls(text)];
        if (!Array.Exists(parts, RedisUrl.Is))
        {
            if (parts is [var only] && only.Contains('=', StringComparison.Ordinal))
                return RedisConfigurationString.TryParse(only, out location, out problem);
            parts = [.. parts.SelectMany(static part => part.Split([';', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
        }

        return TryReadServers(parts, out location, out problem);
    }

    /// <summary>
    /// Divides where another URL begins, of a scheme that is known: a password may hold a comma or a semicolon, though Django
    /// would cut it there.
    /// </summary>
    private static IEnumerable<string> SplitUrls(string text) =>
        NextUrl().Split(text).Select(static part => part.Trim(' ', '\t', '\r', '\n', ';', ',')).Where(static part => part.Length > 0);

    private static bool TryReadServers(string[] parts, [NotNullWhen(true)] out RedisLocation? location, [NotNullWhen(false)] out string? problem)
    {
        (location, problem) = (null, null);
        var servers = new List<RedisUrl>();
        foreach (string part in parts)
        {
            if (RedisUrl.Is(part))
            {
                if (!RedisUrl.TryParse(part, out var url, out problem))
                    return false;
                servers.Add(url);
            }
            else if (RedisEndPoint.TryParse(part, out var endPoint, out problem))
            {
                servers.Add(new(endPoint, new Dictionary<string, string?>()));
            }
            else
            {
                problem += $" A URL is written as {Example}.";
                return false;
            }
        }

        if (servers is not [var first, ..])
        {
            problem = $"names no server: write one, for instance {Example}.";
            return false;
        }

        if (servers.Find(server => !SayTheSame(first, server)) is not null)
        {
            problem = "names servers whose URLs differ in more than host and port. They are one cache: scheme, user name, password, database and query must be the same in each.";
            return false;
        }

        location = new() { EndPoints = [.. servers.Select(static server => server.EndPoint)], Values = first.Values };
        return true;
    }

    private static bool SayTheSame(RedisUrl one, RedisUrl other) =>
        one.Values.Count == other.Values.Count && one.Values.All(value => other.Values.TryGetValue(value.Key, out var same) && same == value.Value);

    [GeneratedRegex(@"[;,]\s*(?=(?:rediss?|unix)://)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex NextUrl();
}
