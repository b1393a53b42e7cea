using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace CacheKit.Redis.Configuration;

/// <summary>The address of a server. No problem that is told repeats a text: it may be a part of a password.</summary>
internal static partial class RedisEndPoint
{
    public const int DefaultPort = 6379;

    private const string Percent = "A password that holds any of / ? # @ : % is percent-encoded.";

    /// <summary>Reads <c>host</c>, <c>host:port</c>, <c>[::1]:port</c> or <c>::1</c>.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out EndPoint? endPoint, [NotNullWhen(false)] out string? problem)
    {
        endPoint = null;
        var (host, port) = Divide(text);
        if (!TryReadPort(port, out int number))
        {
            problem = $"has a port that is no number from 1 to 65535. {Percent}";
            return false;
        }

        if (IPAddress.TryParse(host, out var address))
            endPoint = new IPEndPoint(address, number);
        else if (HostName().IsMatch(host))
            endPoint = new DnsEndPoint(host, number);
        problem = endPoint is null ? $"has a host that is none: expected a name or an address, an IPv6 address with a port in brackets. {Percent}" : null;
        return endPoint is not null;
    }

    /// <summary>The socket in the file system.</summary>
    public static bool TryMakeSocket(string path, [NotNullWhen(true)] out EndPoint? endPoint, [NotNullWhen(false)] out string? problem)
    {
        (endPoint, problem) = (null, null);
        try
        {
            endPoint = new UnixDomainSocketEndPoint(path);
            return true;
        }
        catch (Exception exception) when (exception is ArgumentException or PlatformNotSupportedException)
        {
            problem = "names a socket whose path the system does not take: expected unix:///absolute/path/of/the.sock, of about 100 bytes at most.";
            return false;
        }
    }

    /// <summary>An endpoint as logs show it.</summary>
    public static string Display(EndPoint endPoint) => endPoint switch
    {
        DnsEndPoint named => $"{named.Host}:{named.Port.ToString(CultureInfo.InvariantCulture)}",
        _ => endPoint.ToString() ?? "",
    };

    private static (string Host, string? Port) Divide(string text)
    {
        if (text.StartsWith('[') && text.IndexOf(']', StringComparison.Ordinal) is > 0 and var end)
        {
            string rest = text[(end + 1)..];
            return (text[1..end], rest.Length == 0 ? null : rest.StartsWith(':') ? rest[1..] : "none");
        }

        int colon = text.LastIndexOf(':');
        return colon < 0 || IPAddress.TryParse(text, out _) ? (text, null) : (text[..colon], text[(colon + 1)..]);
    }

    private static bool TryReadPort(string? text, out int port)
    {
        port = DefaultPort;
        return text is null or ""
            || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and <= IPEndPoint.MaxPort);
    }

    // Underscores are no part of host names by the rules, but of many a network of containers.
    [GeneratedRegex(@"^[\p{L}\p{N}](?:[\p{L}\p{N}._\-]*[\p{L}\p{N}.])?$", RegexOptions.CultureInvariant)]
    private static partial Regex HostName();
}
