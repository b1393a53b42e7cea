using System.Buffers;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using CacheKit.Memcached.Routing;

namespace CacheKit.Memcached.Generations;

/// <summary>
/// The generations of a prefix: on each server an entry of its own, <c>prefix:generation</c>, that holds eight random
/// characters. They are part of every key under the prefix on that server, so that new ones leave nothing of what was there.
/// What is known of them here may be out of date; whoever uses it looks whether it is.
/// </summary>
/// <param name="client">The client.</param>
/// <param name="prefix">What the keys begin with.</param>
internal sealed class PrefixGenerations(MemcachedClient client, string prefix)
{
    /// <summary>How many characters a generation has.</summary>
    public const int Length = 8;

    private const int RandomBytes = 6;

    // Somebody else may make one in between, or the server evicts it at once; not again and again.
    private const int Tries = 5;

    private const string Name = "generation";

    private readonly ConcurrentDictionary<ServerNode, string> _known = new();

    /// <summary>The key of the generation on the server of another key.</summary>
    public MemcachedKey KeyBeside(KeyRoute route) => MemcachedKey.Beside(prefix, Name, route);

    /// <summary>The generation on a server as far as it is known here; null when nothing is.</summary>
    public string? Known(ServerNode server) => _known.GetValueOrDefault(server);

    /// <summary>Keeps in mind what was read on a server; null for none.</summary>
    public void Learn(ServerNode server, string? generation)
    {
        if (generation is null)
            _known.TryRemove(server, out _);
        else
            _known[server] = generation;
    }

    /// <summary>Reads the generation on the server of a key; null when there is none.</summary>
    public async ValueTask<string?> ReadAsync(KeyRoute route, CancellationToken cancellationToken) =>
        Parse(await client.GetAsync(KeyBeside(route), cancellationToken).ConfigureAwait(false));

    /// <summary>
    /// Reads the generation on the server of a key, and makes one where there is none: after an eviction or a restart nothing
    /// older may be found.
    /// </summary>
    /// <exception cref="InvalidOperationException">The server does not keep it.</exception>
    public async ValueTask<string> FindAsync(KeyRoute route, CancellationToken cancellationToken)
    {
        for (int tries = 0; tries < Tries; tries++)
        {
            byte[]? held = await client.GetAsync(KeyBeside(route), cancellationToken).ConfigureAwait(false);
            if (Parse(held) is { } generation)
                return generation;
            // What is no generation is nobody's.
            var mode = held is null ? MemcachedStoreMode.Add : MemcachedStoreMode.Set;
            await client.StoreAsync(KeyBeside(route), NewGeneration(), new() { Mode = mode }, cancellationToken).ConfigureAwait(false);
        }

        throw new InvalidOperationException(
            $"The server of the key '{route.Key}' does not keep the entry '{prefix}{Name}' that Options:ClearScope = prefix needs: give it more memory (-m).");
    }

    /// <summary>Gives all servers new generations. When one fails, the others get theirs before the call fails.</summary>
    public async ValueTask RenewAsync(CancellationToken cancellationToken) =>
        await Task.WhenAll(client.Servers.Select(server => RenewAsync(server, cancellationToken))).ConfigureAwait(false);

    /// <summary>Reads what an entry holds; null when it is no generation.</summary>
    public static string? Parse(ReadOnlySpan<byte> held) =>
        held.Length == Length && !held.ContainsAnyExceptInRange((byte)'!', (byte)'~') ? Encoding.ASCII.GetString(held) : null;

    private async Task RenewAsync(ServerNode server, CancellationToken cancellationToken)
    {
        Learn(server, null);
        await server.Commands.StoreAsync(prefix + Name, NewGeneration(), default, cancellationToken).ConfigureAwait(false);
    }

    private static ReadOnlySequence<byte> NewGeneration() =>
        new(Encoding.ASCII.GetBytes(Convert.ToBase64String(RandomNumberGenerator.GetBytes(RandomBytes))));
}
