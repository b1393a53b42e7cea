using CacheKit.Backends;

namespace CacheKit.Memcached.Configuration;

/// <summary>The servers that <c>Location</c> names.</summary>
internal static class MemcachedServers
{
    public const string Example = "localhost:11211";

    private const string SocketPrefix = "unix:";
    private const string Forms = "expected host, host:port, host:port:weight, [address]:port, unix:/path/to.sock or /path/to.sock";

    /// <summary>Reads them; null when something is wrong, which is reported. No problem that is told repeats a part of the setting.</summary>
    public static IReadOnlyList<MemcachedServerAddress>? Read(CacheBackendContext context)
    {
        if (context.Locations.Count == 0)
        {
            context.AddLocationError($"{(context.Location is null ? "is left out" : "names no server")}: write where memcached is, for instance {Example}.");
            return null;
        }

        var servers = new List<MemcachedServerAddress>();
        foreach (string text in context.Locations.SelectMany(Divide))
        {
            if (Parse(text) is not { } server)
                context.AddLocationError($"has a server that is none ({Ordinal(servers.Count)}): {Forms}.");
            else if (servers.Exists(other => other.ToString() == server.ToString()))
                context.AddLocationError($"names a server twice ({Ordinal(servers.Count)}): each stands there once.");
            else
                servers.Add(server);
        }

        return servers.Count == 0 ? null : servers;
    }

    private static string[] Divide(string location) => location.Split([';', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static MemcachedServerAddress? Parse(string text)
    {
        if (text.StartsWith('/'))
            text = SocketPrefix + text;
        // A socket is named from the root: nobody knows in what directory a process starts.
        if (text.StartsWith(SocketPrefix, StringComparison.OrdinalIgnoreCase))
            return text.AsSpan(SocketPrefix.Length) is ['/', _, ..] path ? MemcachedServerAddress.ForSocket(NormalizeSocket(path)) : null;
        try
        {
            return MemcachedServerAddress.Parse(text);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    // unix:///path, as a URL would have it, is the same.
    private static string NormalizeSocket(ReadOnlySpan<char> path) => $"/{path.TrimStart('/')}";

    private static string Ordinal(int before) => $"after {before} that {(before == 1 ? "is" : "are")} right";
}
