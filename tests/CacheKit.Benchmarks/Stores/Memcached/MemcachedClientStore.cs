using System.Buffers;
using CacheKit.Memcached;

namespace CacheKit.Benchmarks.Stores.Memcached;

/// <summary>CacheKit's client by itself, one connection for all callers.</summary>
internal sealed class MemcachedClientStore(string location) : IStore
{
    private static readonly MemcachedStoreOptions _options = new() { Expiry = TimeSpan.FromSeconds(300) };

    private readonly MemcachedClient _client = new(new MemcachedClientOptions { Servers = { MemcachedServerAddress.Parse(location) } });

    public string Name => "MemcachedClient";

    public async ValueTask GetAsync(string key) => _ = await _client.GetAsync(key) ?? throw new InvalidOperationException("A miss.");

    public async ValueTask SetAsync(string key, byte[] value) => await _client.StoreAsync(key, new ReadOnlySequence<byte>(value), _options);

    public async ValueTask GetManyAsync(string[] keys)
    {
        var receiver = new CopyingReceiver(keys.Length);
        await _client.GetManyAsync(Array.ConvertAll(keys, static key => (MemcachedKey)key), receiver);
        if (receiver.Values.Count != keys.Length)
            throw new InvalidOperationException("A miss.");
    }

    public async ValueTask SetManyAsync(string[] keys, byte[] value)
    {
        if ((await _client.StoreManyAsync(Array.ConvertAll(keys, key => new MemcachedEntry(key, new(value))), _options)).Count > 0)
            throw new InvalidOperationException("Not stored.");
    }

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    private sealed class CopyingReceiver(int count) : IMemcachedReceiver
    {
        public List<byte[]> Values { get; } = new(count);

        public void Receive(int index, in MemcachedGetResult result, in ReadOnlySequence<byte> value) => Values.Add(value.ToArray());
    }
}
