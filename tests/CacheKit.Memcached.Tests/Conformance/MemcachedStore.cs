using CacheKit.Memcached.Commands;
using CacheKit.Memcached.Protocol;
using CacheKit.Memcached.Protocol.Meta;
using CacheKit.Memcached.Routing;

namespace CacheKit.Memcached.Tests.Conformance;

/// <summary>The entries of some servers, as facts look at them from outside, in the text protocol.</summary>
/// <param name="options">How to use the servers in the text protocol.</param>
internal sealed class MemcachedStore(MemcachedClientOptions options) : IAsyncDisposable
{
    private readonly MemcachedClient _client = new(options);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Removes all entries.</summary>
    public async Task EmptyAsync() => await _client.FlushAllAsync(cancellationToken: Token);

    /// <summary>Removes an entry.</summary>
    public async Task DeleteAsync(MemcachedKey key) => await _client.DeleteAsync(key, cancellationToken: Token);

    /// <summary>Makes all entries older, as if their time had passed on the servers.</summary>
    public async Task AgeAsync(TimeSpan time)
    {
        foreach (var server in _client.Servers)
        {
            foreach (string key in await KeysOfAsync(server))
                await AgeAsync(server.Commands, key, time);
        }
    }

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    private static async Task AgeAsync(IServerCommands commands, string key, TimeSpan time)
    {
        var found = await commands.GetAsync(key, Nowhere.Instance, new() { WithoutValue = true, KeepsRecency = true, WithTimeToLive = true }, Token);
        if (found.TimeToLive is not { } left)
            return;
        if (left <= time)
            await commands.DeleteAsync(key, 0, Token);
        else
            await commands.TouchAsync(key, left - time, Token);
    }

    private static async Task<IReadOnlyList<string>> KeysOfAsync(ServerNode server)
    {
        while (true)
        {
            var keys = await server.SendAsync<LineRequest, KeyDump, IReadOnlyList<string>?>(new("lru_crawler metadump hash"), new KeyDump(), Token);
            if (keys is not null)
                return keys;
            await Task.Delay(TimeSpan.FromMilliseconds(20), Token);
        }
    }
}
