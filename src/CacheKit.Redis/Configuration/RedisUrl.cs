using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using CacheKit.Configuration;

namespace CacheKit.Redis.Configuration;

/// <summary>
/// A URL as redis-py reads it (<c>parse_url</c>): <c>redis://[[user]:[password]]@host[:6379]/[db]</c>, <c>rediss://</c> for
/// TLS, <c>unix://[user[:password]@]/path/to.sock</c>, each with a query.
/// </summary>
/// <remarks>A class, not a record: it holds a password, and shows nothing.</remarks>
/// <param name="endPoint">The server.</param>
/// <param name="values">All else that it says, by the names of options.</param>
internal sealed partial class RedisUrl(EndPoint endPoint, IReadOnlyDictionary<string, string?> values)
{
    private const string DefaultHost = "localhost";
    private const string Schemes = "expected redis://, rediss:// (TLS) or unix://";

    /// <summary>The server.</summary>
    public EndPoint EndPoint => endPoint;

    /// <summary>All else that it says, by the names of options.</summary>
    public IReadOnlyDictionary<string, string?> Values => values;

    /// <summary>Whether a text begins as a URL does, of whatever scheme.</summary>
    public static bool Is(string text) => Scheme().IsMatch(text);

    /// <summary>Reads one. No problem that is told repeats a part of the text.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out RedisUrl? url, [NotNullWhen(false)] out string? problem)
    {
        url = null;
        int schemeEnd = text.IndexOf("://", StringComparison.Ordinal);
        string scheme = text[..schemeEnd];
        bool isSocket = IsScheme(scheme, "unix");
        bool isEncrypted = IsScheme(scheme, "rediss");
        if (!isSocket && !isEncrypted && !IsScheme(scheme, "redis"))
        {
            problem = $"has the scheme {SettingText.Quote(scheme)}; {Schemes}.";
            return false;
        }

        // As urllib.parse does: a fragment is cut off and of no account.
        string rest = text[(schemeEnd + 3)..];
        rest = rest.Split('#')[0];
        string[] parts = rest.Split('?', 2);
        int pathStart = parts[0].IndexOf('/', StringComparison.Ordinal);
        string authority = pathStart < 0 ? parts[0] : parts[0][..pathStart];
        string path = pathStart < 0 ? "" : parts[0][pathStart..];
        int userEnd = authority.LastIndexOf('@');
        string host = authority[(userEnd + 1)..];

        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        if (!TryReadQuery(parts.Length > 1 ? parts[1] : "", values, out problem)
            || !TryReadUser(userEnd < 0 ? "" : authority[..userEnd], values, out problem)
            || !(isSocket ? TryReadSocket(host, path, out var endPoint, out problem) : TryReadServer(host, path, values, out endPoint, out problem)))
            return false;
        if (isEncrypted)
            values[RedisOptionNames.Ssl] = "true";
        url = new RedisUrl(endPoint, values);
        return true;
    }

    private static bool IsScheme(string scheme, string known) => string.Equals(scheme, known, StringComparison.OrdinalIgnoreCase);

    private static bool TryReadServer(
        string host, string path, Dictionary<string, string?> values, [NotNullWhen(true)] out EndPoint? endPoint, [NotNullWhen(false)] out string? problem)
    {
        endPoint = null;
        if (!TryDecode(host, "host", out var decoded, out problem)
            || !RedisEndPoint.TryParse(decoded is "" || decoded.StartsWith(':') ? DefaultHost + decoded : decoded, out endPoint, out problem))
            return false;
        string database = path.Trim('/');
        if (database.Length == 0 || values.ContainsKey(RedisOptionNames.Database))
            return true;
        if (!int.TryParse(database, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            problem = "has a path that is no number: expected the number of a database, as in redis://host:6379/1. A password that holds any of / ? # @ : % is percent-encoded.";
            return false;
        }

        values[RedisOptionNames.Database] = database;
        return true;
    }

    private static bool TryReadSocket(string host, string path, [NotNullWhen(true)] out EndPoint? endPoint, [NotNullWhen(false)] out string? problem)
    {
        endPoint = null;
        if (host.Length > 0 || path.Length < 2)
        {
            problem = "is no socket: expected the absolute path after three slashes, as in unix:///run/redis/redis.sock.";
            return false;
        }

        return TryDecode(path, "path", out var decoded, out problem) && RedisEndPoint.TryMakeSocket(decoded, out endPoint, out problem);
    }

    private static bool TryReadUser(string text, Dictionary<string, string?> values, [NotNullWhen(false)] out string? problem)
    {
        string[] parts = text.Split(':', 2);
        if (!TryDecode(parts[0], "user name", out var user, out problem)
            || !TryDecode(parts.Length > 1 ? parts[1] : "", "password", out var password, out problem))
            return false;
        if (user.Length > 0)
            values[RedisOptionNames.Username] = user;
        if (password.Length > 0)
            values[RedisOptionNames.Password] = password;
        return true;
    }

    /// <summary>Of an argument that is there several times the first counts, and an empty one is as if left out.</summary>
    private static bool TryReadQuery(string query, Dictionary<string, string?> values, [NotNullWhen(false)] out string? problem)
    {
        problem = null;
        foreach (string argument in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] pair = argument.Replace('+', ' ').Split('=', 2);
            if (!TryDecode(pair[0], "query", out var name, out problem)
                || !TryDecode(pair.Length > 1 ? pair[1] : "", "query", out var value, out problem))
                return false;
            if (!RedisOptionNames.IsOfUrl(name))
            {
                problem = $"has an argument in its query that is unknown. {SettingText.Suggest(name, RedisOptionNames.OfUrl)}";
                return false;
            }

            if (value.Length > 0)
                values.TryAdd(name, AsBoolean(name, value));
        }

        return true;
    }

    // redis-py's words for yes and no; Python writes the first letter large.
    private static string AsBoolean(string name, string value) =>
        !Spelling.AreSame(name, RedisOptionNames.SslCheckHostName) && !Spelling.AreSame(name, RedisOptionNames.Ssl)
            ? value
            : value.ToUpperInvariant() switch
            {
                "0" or "F" or "FALSE" or "N" or "NO" => "false",
                "1" or "T" or "TRUE" or "Y" or "YES" => "true",
                _ => value,
            };

    private static bool TryDecode(string text, string part, [NotNullWhen(true)] out string? decoded, [NotNullWhen(false)] out string? problem)
    {
        problem = PercentEncoding.TryDecode(text, out decoded) ? null : $"has a {part} that is not percent-encoded rightly: % itself is written %25.";
        return decoded is not null;
    }

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9+.\-]*://", RegexOptions.CultureInvariant)]
    private static partial Regex Scheme();
}
