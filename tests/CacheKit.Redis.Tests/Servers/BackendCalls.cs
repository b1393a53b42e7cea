using System.Buffers;
using System.Text;
using CacheKit.Backends;
using CacheKit.Keys;

namespace CacheKit.Redis.Tests.Servers;

/// <summary>Calls of a backend as facts say them: keys of version 1, payloads as text.</summary>
internal static class BackendCalls
{
    public static CacheKey Key(string name) => new(":1:", name);

    public static CacheKey[] KeysOf(params IEnumerable<string> names) => [.. names.Select(Key)];

    public static ReadOnlySequence<byte> Payload(string text) => new(Encoding.UTF8.GetBytes(text));

    public static async Task SetAsync(this ICacheBackend backend, string name, string text, TimeSpan? timeToLive = null) =>
        await backend.SetAsync(Key(name), Payload(text), timeToLive, Token);

    /// <summary>The payload; null when it is not there.</summary>
    public static async Task<string?> GetAsync(this ICacheBackend backend, string name)
    {
        var found = new ArrayBufferWriter<byte>();
        return await backend.TryGetAsync(Key(name), found, Token) ? Encoding.UTF8.GetString(found.WrittenSpan) : null;
    }

    public static async Task<IReadOnlyDictionary<int, string>> GetManyAsync(this ICacheBackend backend, params IEnumerable<string> names)
    {
        var found = new FoundPayloads();
        await backend.GetManyAsync(KeysOf(names), found, Token);
        return found.Texts;
    }

    public static async Task<IReadOnlyList<int>> SetManyAsync(this ICacheBackend backend, params IEnumerable<string> names) =>
        await backend.SetManyAsync(names.Select(static name => new CacheItem(Key(name), Payload(name))).ToArray(), null, Token);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private sealed class FoundPayloads : ICachePayloadReceiver
    {
        public Dictionary<int, string> Texts { get; } = [];

        public void Receive(int index, in ReadOnlySequence<byte> payload) => Texts.Add(index, Encoding.UTF8.GetString(payload));
    }
}
