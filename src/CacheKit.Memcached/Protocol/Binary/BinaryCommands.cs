using System.Buffers;
using CacheKit.Memcached.Protocol.Operations;
using CacheKit.Memcached.Protocol.Replies;
using CacheKit.Memcached.Routing;
using CacheKit.Memcached.Transport;

namespace CacheKit.Memcached.Protocol.Binary;

/// <summary>The commands in the binary protocol.</summary>
/// <param name="node">The server.</param>
/// <param name="format">How its replies are written.</param>
/// <param name="time">Turns long times to live into points in time.</param>
internal sealed class BinaryCommands(ServerNode node, BinaryFormat format, TimeProvider time) : IServerCommands
{
    private readonly OperationPool _operations = new(format, node.Name);

    public int BytesPerPart => node.BytesPerPart;

    public ValueTask<MemcachedGetResult> GetAsync(
        MemcachedKey key, IBufferWriter<byte> destination, MemcachedGetOptions options, CancellationToken cancellationToken)
    {
        RequireKnown(options);
        var operation = _operations.Rent(CommandKind.Get).For(CommandKind.Get, destination, options.AsPayload);
        return options.ChangesEntry
            ? node.SendAsync<BinaryRequest, SingleOperation, MemcachedGetResult>(Get(key, options.Touch), operation, cancellationToken)
            : node.ReadAsync<BinaryRequest, SingleOperation, MemcachedGetResult>(Get(key, options.Touch), operation, cancellationToken);
    }

    public ValueTask<byte[]?> GetBytesAsync(MemcachedKey key, CancellationToken cancellationToken) =>
        node.ReadAsync<BinaryRequest, SingleOperation, byte[]?>(Get(key, null), _operations.Rent(CommandKind.Get), cancellationToken);

    public ValueTask<FoundValues> GetManyAsync(ReadOnlyMemory<MemcachedKey> keys, MemcachedGetOptions options, CancellationToken cancellationToken)
    {
        RequireKnown(options);
        var operation = new GetManyOperation(format, keys.Length, node.Name);
        return options.Touch is { } expiry
            ? node.SendAsync<BinaryManyRequest, GetManyOperation, FoundValues>(
                new(BinaryOpcode.GetAndTouchQuiet, keys, BinaryExtras.Touch(expiry.ToSeconds(time)), 4), operation, cancellationToken)
            : node.ReadAsync<BinaryManyRequest, GetManyOperation, FoundValues>(new(BinaryOpcode.GetQuiet, keys, default, 0), operation, cancellationToken);
    }

    public ValueTask<MemcachedStatus> StoreAsync(
        MemcachedKey key, ReadOnlySequence<byte> value, MemcachedStoreOptions options, CancellationToken cancellationToken) =>
        options.Mode == MemcachedStoreMode.Set
            ? SendStoreAsync(key, value, options, cancellationToken)
            : StoreConditionallyAsync(key, value, options, cancellationToken);

    public ValueTask<IReadOnlyList<int>> StoreManyAsync(
        ReadOnlyMemory<MemcachedEntry> entries, MemcachedStoreOptions options, CancellationToken cancellationToken) =>
        node.SendAsync<BinaryStoreManyRequest, StoreManyOperation, IReadOnlyList<int>>(
            new(entries, options, time), new StoreManyOperation(format, entries.Length, node.Name), cancellationToken);

    public ValueTask<MemcachedStatus> DeleteAsync(MemcachedKey key, ulong cas, CancellationToken cancellationToken) =>
        node.SendAsync<BinaryRequest, SingleOperation, MemcachedStatus>(
            new(BinaryOpcode.Delete, key, cas: cas), _operations.Rent(CommandKind.Delete), cancellationToken);

    public ValueTask<bool> DeleteManyAsync(ReadOnlyMemory<MemcachedKey> keys, CancellationToken cancellationToken) =>
        node.SendAsync<BinaryManyRequest, DeleteManyOperation, bool>(
            new(BinaryOpcode.DeleteQuiet, keys, default, 0), new DeleteManyOperation(format, keys.Length, node.Name), cancellationToken);

    public ValueTask<bool> MarkStaleAsync(MemcachedKey key, MemcachedExpiry keepFor, CancellationToken cancellationToken) =>
        throw new NotSupportedException("The binary protocol cannot mark an entry as stale; the meta protocol can.");

    public ValueTask<bool> TouchAsync(MemcachedKey key, MemcachedExpiry expiry, CancellationToken cancellationToken) =>
        node.SendAsync<BinaryRequest, SingleOperation, bool>(
            new(BinaryOpcode.Touch, key, BinaryExtras.Touch(expiry.ToSeconds(time)), 4), _operations.Rent(CommandKind.Get), cancellationToken);

    public ValueTask<ulong?> CountAsync(
        MemcachedKey key, ulong delta, bool isDecrement, MemcachedCounterOptions options, CancellationToken cancellationToken) =>
        node.SendAsync<BinaryRequest, SingleOperation, ulong?>(
            new(
                isDecrement ? BinaryOpcode.Decrement : BinaryOpcode.Increment,
                key,
                BinaryExtras.Count(delta, options.Initial, options.InitialExpiry.ToSeconds(time)),
                BinaryExtras.MaximumLength,
                cas: options.Cas),
            _operations.Rent(CommandKind.Count), cancellationToken);

    public async ValueTask FlushAsync(TimeSpan delay, CancellationToken cancellationToken) =>
        await node.SendAsync<BinaryRequest, SingleOperation, bool>(
            new(BinaryOpcode.Flush, extras: BinaryExtras.Touch(MemcachedExpiry.WholeSeconds(delay)), extrasLength: 4),
            _operations.Rent(CommandKind.NoOperation),
            cancellationToken).ConfigureAwait(false);

    public ValueTask<IReadOnlyList<KeyValuePair<string, string>>> GetStatisticsAsync(string? group, CancellationToken cancellationToken) =>
        AskAsync(BinaryOpcode.Statistics, group, isList: true, cancellationToken);

    public async ValueTask<string> GetVersionAsync(CancellationToken cancellationToken) =>
        (await AskAsync(BinaryOpcode.Version, null, isList: false, cancellationToken).ConfigureAwait(false))[0].Value;

    public async ValueTask PingAsync(CancellationToken cancellationToken) =>
        await node.SendAsync<BinaryRequest, SingleOperation, bool>(
            new(BinaryOpcode.NoOperation), _operations.Rent(CommandKind.NoOperation), cancellationToken).ConfigureAwait(false);

    public async ValueTask AskAsync(Connection connection, CancellationToken cancellationToken) =>
        await connection.SendAsync<BinaryRequest, SingleOperation, bool>(
            new(BinaryOpcode.NoOperation), _operations.Rent(CommandKind.NoOperation), cancellationToken).ConfigureAwait(false);

    public void KeepAlive(Connection connection) =>
        connection.TrySend(new BinaryRequest(BinaryOpcode.NoOperation), new SingleOperation(_operations, format, node.Name).For(CommandKind.NoOperation));

    /// <summary>The packet that stores a value.</summary>
    public static BinaryRequest Store(MemcachedKey key, ReadOnlySequence<byte> value, MemcachedStoreOptions options, TimeProvider time) => options.Mode switch
    {
        MemcachedStoreMode.Append => new(BinaryOpcode.Append, key, value: value, cas: options.Cas),
        MemcachedStoreMode.Prepend => new(BinaryOpcode.Prepend, key, value: value, cas: options.Cas),
        _ => new(Opcode(options.Mode), key, BinaryExtras.Store(options.Flags, options.Expiry.ToSeconds(time)), 8, value, options.Cas),
    };

    private static BinaryOpcode Opcode(MemcachedStoreMode mode) => mode switch
    {
        MemcachedStoreMode.Add => BinaryOpcode.Add,
        MemcachedStoreMode.Replace => BinaryOpcode.Replace,
        _ => BinaryOpcode.Set,
    };

    // The server says 'exists' of an add and 'not found' of a replace.
    private async ValueTask<MemcachedStatus> StoreConditionallyAsync(
        MemcachedKey key, ReadOnlySequence<byte> value, MemcachedStoreOptions options, CancellationToken cancellationToken)
    {
        var status = await SendStoreAsync(key, value, options, cancellationToken).ConfigureAwait(false);
        bool isMode = options.Mode == MemcachedStoreMode.Add ? status == MemcachedStatus.Changed : status == MemcachedStatus.NotFound && options.Cas == 0;
        return isMode ? MemcachedStatus.NotStored : status;
    }

    private ValueTask<MemcachedStatus> SendStoreAsync(
        MemcachedKey key, ReadOnlySequence<byte> value, MemcachedStoreOptions options, CancellationToken cancellationToken) =>
        node.SendAsync<BinaryRequest, SingleOperation, MemcachedStatus>(
            Store(key, value, options, time), _operations.Rent(CommandKind.Store), cancellationToken);

    private BinaryRequest Get(MemcachedKey key, MemcachedExpiry? touch) => touch is { } expiry
        ? new(BinaryOpcode.GetAndTouch, key, BinaryExtras.Touch(expiry.ToSeconds(time)), 4)
        : new(BinaryOpcode.Get, key);

    private ValueTask<IReadOnlyList<KeyValuePair<string, string>>> AskAsync(
        BinaryOpcode opcode, string? key, bool isList, CancellationToken cancellationToken) =>
        node.SendAsync<BinaryRequest, BinaryPacketsOperation, IReadOnlyList<KeyValuePair<string, string>>>(
            new(opcode, key is null ? default(MemcachedKey?) : MemcachedKey.FromString(key)),
            new BinaryPacketsOperation(opcode, isList, node.Name),
            cancellationToken);

    private static void RequireKnown(MemcachedGetOptions options)
    {
        if (options with { WithCas = false, Touch = null, AsPayload = false } != default)
            throw new NotSupportedException("The binary protocol reads values with their flags and cas, and can touch them; anything else needs the meta protocol.");
    }
}
