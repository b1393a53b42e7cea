using System.Buffers;
using System.Threading.Tasks.Sources;
using CacheKit.Memcached.Protocol.Replies;
using CacheKit.Memcached.Transport;
using CacheKit.Memcached.Values;

namespace CacheKit.Memcached.Protocol.Operations;

/// <summary>A request with one reply. The value is kept here until the caller takes it, on the caller's own thread.</summary>
/// <param name="pool">Where it goes when it is done.</param>
/// <param name="format">How the replies are written.</param>
/// <param name="server">The server's name, for errors.</param>
internal sealed class SingleOperation(OperationPool pool, ReplyFormat format, string server) : Operation,
    IValueTaskSource<MemcachedGetResult>, IValueTaskSource<byte[]?>, IValueTaskSource<MemcachedStatus>, IValueTaskSource<ulong?>, IValueTaskSource<bool>
{
    private CommandKind _command;
    private IBufferWriter<byte>? _destination;
    private bool _asPayload;
    private Reply _reply;
    private Refusal? _refusal;
    private ValueBuffer _value;
    private ulong _number;
    private bool _isReadingValue;

    public override bool EndsConnection => _refusal is { EndsConnection: true };

    public SingleOperation For(CommandKind command, IBufferWriter<byte>? destination = null, bool asPayload = false)
    {
        _command = command;
        _destination = destination;
        _asPayload = asPayload;
        return this;
    }

    // hot path: no allocation
    public override bool Read(ReadOnlySpan<byte> input, out int consumed)
    {
        consumed = 0;
        if (!_isReadingValue)
        {
            if (!format.TryReadHead(input, _command, out var head, out consumed))
                return false;
            RequireOpaque(head.Opaque, Opaque);
            _reply = head.Reply;
            _refusal = head.Refusal;
            if (head.ValueLength < 0)
                return true;
            _value.Begin(head.ValueLength);
            _isReadingValue = true;
        }

        if (!_value.Take(input[consumed..], format.Trailer, !IsFinished, out int taken))
        {
            consumed += taken;
            return false;
        }

        consumed += taken;
        if (_command == CommandKind.Count && !IsFinished)
            _number = format.ReadNumber(_value.Value);
        return true;
    }

    MemcachedGetResult IValueTaskSource<MemcachedGetResult>.GetResult(short token)
    {
        BeginTaking(token);
        try
        {
            ThrowIfRefused();
            if (_reply.Status == ReplyStatus.Value && _destination is { } destination)
                HandOver(destination);
            return _reply.ToResult();
        }
        finally
        {
            Release();
        }
    }

    byte[]? IValueTaskSource<byte[]?>.GetResult(short token)
    {
        BeginTaking(token);
        try
        {
            ThrowIfRefused();
            return _reply.Status == ReplyStatus.Value ? _value.Value.ToArray() : null;
        }
        finally
        {
            Release();
        }
    }

    MemcachedStatus IValueTaskSource<MemcachedStatus>.GetResult(short token)
    {
        BeginTaking(token);
        try
        {
            ThrowIfRefused();
            return _reply.Status switch
            {
                ReplyStatus.NotFound => MemcachedStatus.NotFound,
                ReplyStatus.NotStored => MemcachedStatus.NotStored,
                ReplyStatus.Changed => MemcachedStatus.Changed,
                _ => MemcachedStatus.Done,
            };
        }
        finally
        {
            Release();
        }
    }

    ulong? IValueTaskSource<ulong?>.GetResult(short token)
    {
        BeginTaking(token);
        try
        {
            ThrowIfRefused();
            return _reply.Status == ReplyStatus.Value ? _number : null;
        }
        finally
        {
            Release();
        }
    }

    bool IValueTaskSource<bool>.GetResult(short token)
    {
        BeginTaking(token);
        try
        {
            ThrowIfRefused();
            return _reply.Status is ReplyStatus.Done or ReplyStatus.Value or ReplyStatus.End;
        }
        finally
        {
            Release();
        }
    }

    protected override void Recycle()
    {
        _destination = null;
        _refusal = null;
        _value.Clear();
        _isReadingValue = false;
        pool.Return(this);
    }

    private void HandOver(IBufferWriter<byte> destination)
    {
        if (_asPayload)
            PayloadFlags.WritePayload(_reply.Flags, _value.Value, destination);
        else
            destination.Write(_value.Value);
    }

    private void ThrowIfRefused()
    {
        ThrowIfFailed();
        if (_refusal is { } refusal)
            throw refusal.ToException(server);
    }
}
