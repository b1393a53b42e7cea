using System.Buffers;
using System.Globalization;
using CacheKit.Memcached.Protocol.Operations;
using CacheKit.Memcached.Protocol.Replies;
using CacheKit.Memcached.Routing;
using CacheKit.Memcached.Transport;

namespace CacheKit.Memcached.Protocol.Meta;

/// <summary>The commands in the meta protocol, those without a key in the text protocol.</summary>
/// <param name="node">The server.</param>
/// <param name="format">How its replies are written.</param>
/// <param name="time">Turns long times to live into points in time.</param>
internal sealed class MetaCommands(ServerNode node, MetaFormat format, TimeProvider time) : IServerCommands
{
    private readonly OperationPool _operations = new(format, node.Name);

    public int BytesPerPart => node.BytesPerPart;

    public ValueTask<MemcachedGetResult> GetAsync(
        MemcachedKey key, IBufferWriter<byte> destination, MemcachedGetOptions options, CancellationToken cancellationToken)
    {
        var operation = _operations.Rent(CommandKind.Get).For(CommandKind.Get, destination, options.AsPayload);
        return options.ChangesEntry
            ? node.SendAsync<MetaGetRequest, SingleOperation, MemcachedGetResult>(new(key, options, time), operation, cancellationToken)
            : node.ReadAsync<MetaGetRequest, SingleOperation, MemcachedGetResult>(new(key, options, time), operation, cancellationToken);
    }

    public ValueTask<byte[]?> GetBytesAsync(MemcachedKey key, CancellationToken cancellationToken) =>
        node.ReadAsync<MetaGetRequest, SingleOperation, byte[]?>(new(key, default, time), _operations.Rent(CommandKind.Get), cancellationToken);

    public ValueTask<FoundValues> GetManyAsync(ReadOnlyMemory<MemcachedKey> keys, MemcachedGetOptions options, CancellationToken cancellationToken)
    {
        if (options with { WithCas = false } == default && !AnyEncoded(keys.Span))
        {
            return node.ReadAsync<TextGetRequest, GetManyOperation, FoundValues>(
                new(keys, options.WithCas),
                new GetManyOperation(new TextGetFormat(keys.ToArray(), format.MaximumValueLength), keys.Length, node.Name),
                cancellationToken);
        }

        var (request, operation) = (new MetaGetManyRequest(keys, options, time), new GetManyOperation(format, keys.Length, node.Name));
        return options.ChangesEntry
            ? node.SendAsync<MetaGetManyRequest, GetManyOperation, FoundValues>(request, operation, cancellationToken)
            : node.ReadAsync<MetaGetManyRequest, GetManyOperation, FoundValues>(request, operation, cancellationToken);
    }

    public ValueTask<MemcachedStatus> StoreAsync(
        MemcachedKey key, ReadOnlySequence<byte> value, MemcachedStoreOptions options, CancellationToken cancellationToken) =>
        node.SendAsync<MetaStoreRequest, SingleOperation, MemcachedStatus>(
            new(key, value, options, time), _operations.Rent(CommandKind.Store), cancellationToken);

    public ValueTask<IReadOnlyList<int>> StoreManyAsync(
        ReadOnlyMemory<MemcachedEntry> entries, MemcachedStoreOptions options, CancellationToken cancellationToken) =>
        node.SendAsync<MetaStoreManyRequest, StoreManyOperation, IReadOnlyList<int>>(
            new(entries, options, time), new StoreManyOperation(format, entries.Length, node.Name), cancellationToken);

    public ValueTask<MemcachedStatus> DeleteAsync(MemcachedKey key, ulong cas, CancellationToken cancellationToken) =>
        node.SendAsync<MetaDeleteRequest, SingleOperation, MemcachedStatus>(new(key, cas), _operations.Rent(CommandKind.Delete), cancellationToken);

    public ValueTask<bool> DeleteManyAsync(ReadOnlyMemory<MemcachedKey> keys, CancellationToken cancellationToken) =>
        node.SendAsync<MetaDeleteManyRequest, DeleteManyOperation, bool>(new(keys), new DeleteManyOperation(format, keys.Length, node.Name), cancellationToken);

    public ValueTask<bool> MarkStaleAsync(MemcachedKey key, MemcachedExpiry keepFor, CancellationToken cancellationToken) =>
        node.SendAsync<MetaDeleteRequest, SingleOperation, bool>(new(key, 0, keepFor, time), _operations.Rent(CommandKind.Delete), cancellationToken);

    public ValueTask<bool> TouchAsync(MemcachedKey key, MemcachedExpiry expiry, CancellationToken cancellationToken) =>
        node.SendAsync<MetaGetRequest, SingleOperation, bool>(
            new(key, new() { WithoutValue = true, KeepsRecency = true, Touch = expiry }, time), _operations.Rent(CommandKind.Get), cancellationToken);

    public ValueTask<ulong?> CountAsync(
        MemcachedKey key, ulong delta, bool isDecrement, MemcachedCounterOptions options, CancellationToken cancellationToken) =>
        node.SendAsync<MetaCountRequest, SingleOperation, ulong?>(
            new(key, delta, isDecrement, options, time), _operations.Rent(CommandKind.Count), cancellationToken);

    public async ValueTask FlushAsync(TimeSpan delay, CancellationToken cancellationToken)
    {
        string line = delay > TimeSpan.Zero ? string.Create(CultureInfo.InvariantCulture, $"flush_all {MemcachedExpiry.WholeSeconds(delay)}") : "flush_all";
        await AskAsync(line, "OK", isList: false, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<KeyValuePair<string, string>>> GetStatisticsAsync(string? group, CancellationToken cancellationToken)
    {
        var lines = await AskAsync(group is null ? "stats" : $"stats {group}", "STAT ", isList: true, cancellationToken).ConfigureAwait(false);
        return [.. lines.Select(static line => line.IndexOf(' ', StringComparison.Ordinal) is >= 0 and var space
            ? KeyValuePair.Create(line[..space], line[(space + 1)..])
            : KeyValuePair.Create(line, ""))];
    }

    public async ValueTask<string> GetVersionAsync(CancellationToken cancellationToken) =>
        (await AskAsync("version", "VERSION ", isList: false, cancellationToken).ConfigureAwait(false))[0];

    public async ValueTask PingAsync(CancellationToken cancellationToken) =>
        await node.SendAsync<LineRequest, SingleOperation, bool>(new("mn"), _operations.Rent(CommandKind.NoOperation), cancellationToken).ConfigureAwait(false);

    public async ValueTask AskAsync(Connection connection, CancellationToken cancellationToken) =>
        await connection.SendAsync<LineRequest, SingleOperation, bool>(
            new("mn"), _operations.Rent(CommandKind.NoOperation), cancellationToken).ConfigureAwait(false);

    public void KeepAlive(Connection connection) =>
        connection.TrySend(new LineRequest("mn"), new SingleOperation(_operations, format, node.Name).For(CommandKind.NoOperation));

    // The text protocol has no base64.
    private static bool AnyEncoded(ReadOnlySpan<MemcachedKey> keys)
    {
        foreach (ref readonly var key in keys)
        {
            if (key.IsEncoded)
                return true;
        }

        return false;
    }

    private ValueTask<IReadOnlyList<string>> AskAsync(string line, string expected, bool isList, CancellationToken cancellationToken) =>
        node.SendAsync<LineRequest, LinesOperation, IReadOnlyList<string>>(new(line), new LinesOperation(expected, isList, node.Name), cancellationToken);
}
