using CacheKit.Memcached.Routing;

namespace CacheKit.Memcached;

public sealed partial class MemcachedClient
{
    /// <summary>
    /// Removes everything on all servers, also what other applications keep there (<c>flush_all</c>). When a server fails, the
    /// others are emptied before the call fails.
    /// </summary>
    /// <param name="delay">After how long, in whole seconds rounded up, 30 days at most; at once by default.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="ArgumentOutOfRangeException">The delay is negative or longer.</exception>
    /// <exception cref="MemcachedServerException">The server's operator does not allow it (<c>-F</c>).</exception>
    public async ValueTask FlushAllAsync(TimeSpan delay = default, CancellationToken cancellationToken = default)
    {
        // More would be taken as a point in time.
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(delay, TimeSpan.FromDays(30));
        await Task.WhenAll(_servers.All.Select(server => server.Commands.FlushAsync(delay, cancellationToken).AsTask())).ConfigureAwait(false);
    }

    /// <summary>A server's statistics.</summary>
    /// <param name="server">The server: one of those in the options.</param>
    /// <param name="group">What the server calls a group of them, for instance <c>items</c>, <c>slabs</c>, <c>settings</c>; null for the general ones.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public ValueTask<IReadOnlyList<KeyValuePair<string, string>>> GetStatisticsAsync(
        MemcachedServerAddress server, string? group = null, CancellationToken cancellationToken = default)
    {
        if (group is not null && (group.Length is 0 or > 200 || !group.All(static c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '_' or '-')))
            throw new ArgumentException("The name of a group of statistics is made of letters, digits and spaces.", nameof(group));
        return NodeOf(server).Commands.GetStatisticsAsync(group, cancellationToken);
    }

    /// <summary>A server's version, for instance <c>1.6.18</c>.</summary>
    /// <param name="server">The server: one of those in the options.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public ValueTask<string> GetVersionAsync(MemcachedServerAddress server, CancellationToken cancellationToken = default) =>
        NodeOf(server).Commands.GetVersionAsync(cancellationToken);

    /// <summary>Asks every server for a sign of life.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async ValueTask PingAsync(CancellationToken cancellationToken = default) =>
        await Task.WhenAll(_servers.All.Select(server => server.Commands.PingAsync(cancellationToken).AsTask())).ConfigureAwait(false);

    private ServerNode NodeOf(MemcachedServerAddress server) =>
        _servers.All.FirstOrDefault(node => node.Name == server.ToString())
        ?? throw new ArgumentException($"{server} is none of this client's servers.", nameof(server));
}
