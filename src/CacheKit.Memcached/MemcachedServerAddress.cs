using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace CacheKit.Memcached;

/// <summary>Where a server is: a host and a port, or a socket in the file system.</summary>
public sealed record MemcachedServerAddress
{
    /// <summary>The port where none is said.</summary>
    public const int DefaultPort = 11211;

    private const string SocketPrefix = "unix:";

    private static readonly SearchValues<char> _notInHosts = SearchValues.Create(" \t\r\n[]/");

    private MemcachedServerAddress(string? host, int port, string? socketPath)
    {
        Host = host;
        Port = port;
        SocketPath = socketPath;
    }

    /// <summary>The host's name or address; null for a socket in the file system.</summary>
    public string? Host { get; }

    /// <summary>The port; 0 for a socket in the file system.</summary>
    public int Port { get; }

    /// <summary>The path of a socket in the file system; null for a host.</summary>
    public string? SocketPath { get; }

    /// <summary>
    /// How much the server takes of the keys, in proportion to the others' weights; 1 by default. Only
    /// <see cref="MemcachedDistribution.KetamaWeighted"/> knows other weights; under a fortieth of the average it gives nothing.
    /// </summary>
    public int Weight
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            field = value;
        }
    } = 1;

    /// <summary>A server on a host.</summary>
    /// <param name="host">Its name or address.</param>
    /// <param name="port">Its port.</param>
    public static MemcachedServerAddress ForHost(string host, int port = DefaultPort)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(host);
        ArgumentOutOfRangeException.ThrowIfLessThan(port, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, IPEndPoint.MaxPort);
        return new MemcachedServerAddress(host, port, null);
    }

    /// <summary>A server on this machine, by its socket in the file system.</summary>
    /// <param name="path">The path of the socket.</param>
    public static MemcachedServerAddress ForSocket(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return new MemcachedServerAddress(null, 0, path);
    }

    /// <summary>
    /// Reads <c>host</c>, <c>host:port</c>, <c>host:port:weight</c> or <c>unix:/path/to.sock</c>, as pylibmc's server strings but
    /// for the socket's <c>unix:</c>; an address of IPv6 stands in brackets (<c>[::1]:11211:2</c>) or alone.
    /// </summary>
    /// <param name="text">The address.</param>
    /// <exception cref="FormatException">It is none of these.</exception>
    public static MemcachedServerAddress Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.StartsWith(SocketPrefix, StringComparison.Ordinal))
            return text.Length > SocketPrefix.Length ? ForSocket(text[SocketPrefix.Length..]) : throw NoAddress(text);
        var (host, numbers) = Divide(text.Trim());
        if (host.Length == 0 || host.AsSpan().ContainsAny(_notInHosts))
            throw NoAddress(text);
        return numbers?.Split(':') switch
        {
            null => ForHost(host),
            [var port] => ForHost(host, PortOf(text, port)),
            [var port, var weight] => ForHost(host, PortOf(text, port)) with { Weight = WeightOf(text, weight) },
            _ => throw NoAddress(text),
        };
    }

    /// <summary>The address without its weight; by it servers are told apart.</summary>
    public override string ToString()
    {
        if (SocketPath is not null)
            return SocketPrefix + SocketPath;
        string host = Host!.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host;
        return string.Create(CultureInfo.InvariantCulture, $"{host}:{Port}");
    }

    /// <summary>The host and what follows behind its colon, if anything; no host where the text cannot be an address.</summary>
    private static (string Host, string? Numbers) Divide(string text)
    {
        if (!text.StartsWith('['))
        {
            // An address of IPv6 without brackets has no port.
            int colon = IsIPv6(text) ? -1 : text.IndexOf(':', StringComparison.Ordinal);
            return colon < 0 ? (text, null) : (text[..colon], text[(colon + 1)..]);
        }

        int end = text.IndexOf(']', StringComparison.Ordinal);
        if (end < 0 || !IsIPv6(text[1..end]))
            return ("", null);
        return text[(end + 1)..] switch
        {
            "" => (text[1..end], null),
            [':', ..] rest => (text[1..end], rest[1..]),
            _ => ("", null),
        };
    }

    // The system's own reading would accept brackets and a port as well.
    private static bool IsIPv6(string text) =>
        !text.Contains('[', StringComparison.Ordinal) && IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6;

    private static int PortOf(string address, string text) => TryRead(text, out int port) && port <= IPEndPoint.MaxPort
        ? port
        : throw new FormatException($"'{address}' is no address of a memcached server: the port '{text}' is no number from 1 to {IPEndPoint.MaxPort}.");

    private static int WeightOf(string address, string text) => TryRead(text, out int weight)
        ? weight
        : throw new FormatException($"'{address}' is no address of a memcached server: the weight '{text}' is no whole number from 1 on.");

    private static bool TryRead(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0;

    private static FormatException NoAddress(string text) =>
        new($"'{text}' is no address of a memcached server: 'host', 'host:port', 'host:port:weight', '[address]:port' and 'unix:/path/to.sock' are.");
}
