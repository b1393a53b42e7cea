using System.Globalization;
using System.Text.RegularExpressions;
using CacheKit.TestServers;

namespace CacheKit.Redis.Tests.Servers;

/// <summary>What servers have been asked.</summary>
internal static partial class CommandCounts
{
    /// <summary>How often a server has carried out a command.</summary>
    public static async Task<int> CountAsync(this RedisServer server, string command)
    {
        string statistics = $"{await server.ExecuteAsync("INFO", "commandstats")}";
        return Calls().Matches(statistics)
            .Where(match => match.Groups["name"].Value == command)
            .Sum(static match => int.Parse(match.Groups["count"].Value, CultureInfo.InvariantCulture));
    }

    [GeneratedRegex(@"cmdstat_(?<name>[a-z|]+):calls=(?<count>\d+)")]
    private static partial Regex Calls();
}
