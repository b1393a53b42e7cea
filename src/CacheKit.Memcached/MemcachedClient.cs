using System.Buffers;
using CacheKit.Memcached.Routing;

namespace CacheKit.Memcached;

/// <summary>
/// A client for memcached. All callers share one connection to each server, on which requests go out together and replies
/// come back in order: make one client and keep it. Thread-safe; it connects when it is first used, and again after a server
/// was away.
/// </summary>
/// <remarks>
/// <para>All methods throw <see cref="InvalidCacheKeyException"/> for a key that memcached cannot hold, before anything is
/// sent; <see cref="MemcachedUnavailableException"/> when the key's server cannot be reached and nothing was sent;
/// <see cref="MemcachedOutcomeUnknownException"/> when no reply came; <see cref="MemcachedProtocolException"/> when the reply
/// was none; <see cref="MemcachedServerException"/> when the server refused.</para>
/// <para>A cancelled call only stops waiting: what was sent is carried out. Values are copied before a method's task is
/// handed out or, while there is no connection or no room, before it completes.</para>
/// </remarks>
public sealed partial class MemcachedClient : IDisposable, IAsyncDisposable
{
    private readonly IServerSelector _servers;

    /// <summary>A client.</summary>
    /// <param name="options">Where the servers are and how they are used.</param>
    /// <exception cref="ArgumentException">An option has a value that it cannot have.</exception>
    public MemcachedClient(MemcachedClientOptions options)
        : this(ServerGroup.For((options ?? throw new ArgumentNullException(nameof(options))).Validated()))
    {
    }

    /// <summary>A client whose servers are chosen by rules of their own.</summary>
    internal MemcachedClient(IServerSelector servers) => _servers = servers;

    /// <summary>The servers.</summary>
    internal IReadOnlyList<ServerNode> Servers => _servers.All;

    /// <summary>The server that has a key, which was checked.</summary>
    internal ServerNode ServerOf(MemcachedKey key) => _servers.Select(key);

    /// <summary>Reads an entry.</summary>
    /// <param name="key">The key.</param>
    /// <param name="destination">Takes the value; nothing is written when there is none, and nothing after the call has ended.</param>
    /// <param name="options">What is read besides the value, and what reading does to the entry.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    // hot path: no allocation
    public ValueTask<MemcachedGetResult> GetAsync(
        MemcachedKey key, IBufferWriter<byte> destination, MemcachedGetOptions options = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        key.Check();
        return _servers.Select(key).Commands.GetAsync(key, destination, options, cancellationToken);
    }

    /// <summary>Reads a value.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The value; null when there is none.</returns>
    public ValueTask<byte[]?> GetAsync(MemcachedKey key, CancellationToken cancellationToken = default)
    {
        key.Check();
        return _servers.Select(key).Commands.GetBytesAsync(key, cancellationToken);
    }

    /// <summary>Stores a value.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <param name="options">On what condition, for how long, with which flags.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Whether it was stored.</returns>
    // hot path: no allocation
    public ValueTask<MemcachedStatus> StoreAsync(
        MemcachedKey key, ReadOnlySequence<byte> value, MemcachedStoreOptions options = default, CancellationToken cancellationToken = default)
    {
        key.Check();
        return _servers.Select(key).Commands.StoreAsync(key, value, options, cancellationToken);
    }

    /// <summary>Stores a value, whatever is there.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <param name="expiry">When it expires; never by default.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public ValueTask<MemcachedStatus> SetAsync(
        MemcachedKey key, ReadOnlyMemory<byte> value, MemcachedExpiry expiry = default, CancellationToken cancellationToken = default) =>
        StoreAsync(key, new ReadOnlySequence<byte>(value), new() { Expiry = expiry }, cancellationToken);

    /// <summary>Removes an entry.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cas">Only if the entry's <see cref="MemcachedGetResult.Cas"/> is still this one; 0 for no such condition.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns><see cref="MemcachedStatus.Done"/>, <see cref="MemcachedStatus.NotFound"/> or <see cref="MemcachedStatus.Changed"/>.</returns>
    public ValueTask<MemcachedStatus> DeleteAsync(MemcachedKey key, ulong cas = 0, CancellationToken cancellationToken = default)
    {
        key.Check();
        return _servers.Select(key).Commands.DeleteAsync(key, cas, cancellationToken);
    }

    /// <summary>
    /// Marks an entry as stale: who reads it gets the old value and <see cref="MemcachedGetResult.IsStale"/>, and one of them
    /// is told to make it anew (<see cref="MemcachedGetResult.IsWinner"/>) and stores it with the
    /// <see cref="MemcachedGetResult.Cas"/> that it read. Meta protocol only.
    /// </summary>
    /// <param name="key">The key.</param>
    /// <param name="keepFor">How long the old value is kept.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Whether there was such an entry.</returns>
    /// <exception cref="NotSupportedException">The binary protocol cannot do that.</exception>
    public ValueTask<bool> MarkStaleAsync(MemcachedKey key, MemcachedExpiry keepFor, CancellationToken cancellationToken = default)
    {
        key.Check();
        return _servers.Select(key).Commands.MarkStaleAsync(key, keepFor, cancellationToken);
    }

    /// <summary>Gives an entry a new expiry. To read it in the same trip, see <see cref="MemcachedGetOptions.Touch"/>.</summary>
    /// <param name="key">The key.</param>
    /// <param name="expiry">When it expires.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Whether there was such an entry.</returns>
    public ValueTask<bool> TouchAsync(MemcachedKey key, MemcachedExpiry expiry, CancellationToken cancellationToken = default)
    {
        key.Check();
        return _servers.Select(key).Commands.TouchAsync(key, expiry, cancellationToken);
    }

    /// <summary>Adds to a number, atomically. Beyond 64 bits it begins again at 0.</summary>
    /// <param name="key">The key.</param>
    /// <param name="delta">What to add.</param>
    /// <param name="options">What an absent number becomes, and on what condition it is counted.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>
    /// The new number; null when there is none, or somebody else has changed it since its <see cref="MemcachedCounterOptions.Cas"/>
    /// was read.
    /// </returns>
    /// <exception cref="MemcachedServerException">The value is no number (<see cref="MemcachedError.NotNumeric"/>).</exception>
    public ValueTask<ulong?> IncrementAsync(
        MemcachedKey key, ulong delta = 1, MemcachedCounterOptions options = default, CancellationToken cancellationToken = default)
    {
        key.Check();
        return _servers.Select(key).Commands.CountAsync(key, delta, isDecrement: false, options, cancellationToken);
    }

    /// <summary>Takes from a number, atomically; it stops at 0.</summary>
    /// <param name="key">The key.</param>
    /// <param name="delta">What to take.</param>
    /// <param name="options">What an absent number becomes, and on what condition it is counted.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>
    /// The new number; null when there is none, or somebody else has changed it since its <see cref="MemcachedCounterOptions.Cas"/>
    /// was read.
    /// </returns>
    /// <exception cref="MemcachedServerException">The value is no number (<see cref="MemcachedError.NotNumeric"/>).</exception>
    public ValueTask<ulong?> DecrementAsync(
        MemcachedKey key, ulong delta = 1, MemcachedCounterOptions options = default, CancellationToken cancellationToken = default)
    {
        key.Check();
        return _servers.Select(key).Commands.CountAsync(key, delta, isDecrement: true, options, cancellationToken);
    }

    /// <summary>
    /// Closes all connections, and waits for none to be gone. Whoever still waits for a reply gets a
    /// <see cref="MemcachedOutcomeUnknownException"/>; later calls get an <see cref="ObjectDisposedException"/>.
    /// </summary>
    public void Dispose()
    {
        foreach (var server in _servers.All)
            server.Dispose();
    }

    /// <summary>
    /// Closes all connections. Whoever still waits for a reply gets a <see cref="MemcachedOutcomeUnknownException"/>; later calls
    /// get an <see cref="ObjectDisposedException"/>.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers.All)
            await server.DisposeAsync().ConfigureAwait(false);
    }
}
