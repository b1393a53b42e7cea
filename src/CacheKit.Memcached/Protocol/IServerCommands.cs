using System.Buffers;
using CacheKit.Memcached.Protocol.Replies;
using CacheKit.Memcached.Transport;

namespace CacheKit.Memcached.Protocol;

/// <summary>What a server can be asked to do, in whichever protocol it speaks. Keys were checked before.</summary>
internal interface IServerCommands
{
    /// <summary>How many bytes the requests of a many-call may have that are sent as one.</summary>
    int BytesPerPart { get; }

    ValueTask<MemcachedGetResult> GetAsync(MemcachedKey key, IBufferWriter<byte> destination, MemcachedGetOptions options, CancellationToken cancellationToken);

    ValueTask<byte[]?> GetBytesAsync(MemcachedKey key, CancellationToken cancellationToken);

    ValueTask<FoundValues> GetManyAsync(ReadOnlyMemory<MemcachedKey> keys, MemcachedGetOptions options, CancellationToken cancellationToken);

    ValueTask<MemcachedStatus> StoreAsync(MemcachedKey key, ReadOnlySequence<byte> value, MemcachedStoreOptions options, CancellationToken cancellationToken);

    /// <returns>The places of the entries that were not stored.</returns>
    ValueTask<IReadOnlyList<int>> StoreManyAsync(ReadOnlyMemory<MemcachedEntry> entries, MemcachedStoreOptions options, CancellationToken cancellationToken);

    ValueTask<MemcachedStatus> DeleteAsync(MemcachedKey key, ulong cas, CancellationToken cancellationToken);

    ValueTask<bool> DeleteManyAsync(ReadOnlyMemory<MemcachedKey> keys, CancellationToken cancellationToken);

    ValueTask<bool> MarkStaleAsync(MemcachedKey key, MemcachedExpiry keepFor, CancellationToken cancellationToken);

    ValueTask<bool> TouchAsync(MemcachedKey key, MemcachedExpiry expiry, CancellationToken cancellationToken);

    ValueTask<ulong?> CountAsync(MemcachedKey key, ulong delta, bool isDecrement, MemcachedCounterOptions options, CancellationToken cancellationToken);

    ValueTask FlushAsync(TimeSpan delay, CancellationToken cancellationToken);

    ValueTask<IReadOnlyList<KeyValuePair<string, string>>> GetStatisticsAsync(string? group, CancellationToken cancellationToken);

    ValueTask<string> GetVersionAsync(CancellationToken cancellationToken);

    ValueTask PingAsync(CancellationToken cancellationToken);

    /// <summary>Asks on a new connection whether anybody is there, and waits for the answer.</summary>
    ValueTask AskAsync(Connection connection, CancellationToken cancellationToken);

    /// <summary>Asks on an idle connection whether anybody is there. Nobody waits for the answer: if none comes, the connection notices.</summary>
    void KeepAlive(Connection connection);
}
