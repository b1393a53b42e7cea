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

    /// <summary>Reads <c>host</c>, <c>host:port</c>, <c>[::1]:port</c> or <c>unix:/path/to.sock</c>.</summary>
    /// <param name="text">The address.</param>
    /// <exception cref="FormatException">It is none of these.</exception>
    public static MemcachedServerAddress Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text) ?? throw new FormatException($"'{text}' is no address of a memcached server: 'host', 'host:port', '[address]:port' and 'unix:/path/to.sock' are.");
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        if (SocketPath is not null)
            return SocketPrefix + SocketPath;
        string host = Host!.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host;
        return string.Create(CultureInfo.InvariantCulture, $"{host}:{Port}");
    }

    private static MemcachedServerAddress? TryParse(string text)
    {
        if (text.StartsWith(SocketPrefix, StringComparison.Ordinal))
            return text.Length > SocketPrefix.Length ? ForSocket(text[SocketPrefix.Length..]) : null;
        int bracket = text.LastIndexOf(']');
        int colon = text.LastIndexOf(':');
        // An address of IPv6 without brackets has no port.
        bool hasPort = colon > bracket && (bracket > 0 || text.AsSpan().IndexOf(':') == colon);
        string host = (hasPort ? text[..colon] : text).Trim();
        if (bracket > 0)
            host = host.StartsWith('[') && host.EndsWith(']') ? host[1..^1] : "";
        if ((bracket > 0 || host.Contains(':', StringComparison.Ordinal)) && !(IPAddress.TryParse(host, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6))
            return null;
        if (host.Length == 0 || host.AsSpan().ContainsAny(" \t\r\n") || host.Contains('/', StringComparison.Ordinal))
            return null;
        if (!hasPort)
            return ForHost(host);
        return int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is > 0 and <= IPEndPoint.MaxPort
            ? ForHost(host, port)
            : null;
    }
}
