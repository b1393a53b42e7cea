using System.IO.Pipelines;
using CacheKit.AspNetCore.Bodies;
using CacheKit.AspNetCore.Headers;
using CacheKit.AspNetCore.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CacheKit.AspNetCore.ConditionalRequests;

/// <summary>
/// Holds a page back until it is complete, so that it can be given a tag and a client that has it already is told no more
/// than that. What is longer than <see cref="Limit"/>, what is flushed and what has a tag of its own is not held back.
/// </summary>
/// <remarks>
/// A flush of the pipe right after something was written is how text and JSON end, and is no wish to send it at once; a
/// second one, a flush of the stream, and one of nothing but the headers are.
/// </remarks>
internal sealed class ConditionalBody : IHttpResponseBodyFeature, IBodySink
{
    /// <summary>How many bytes are held back at most.</summary>
    public const int Limit = 256 * 1024;

    private readonly HttpContext _context;
    private readonly IHttpResponseBodyFeature _inner;
    private readonly DateTimeOffset _now;
    private readonly Preconditions _conditions;
    private readonly bool _hasConditions;
    private readonly BodyBuffer _held = new();
    private BodySinkStream? _stream;
    private BodySinkWriter? _writer;
    private Mode _mode;
    private bool _mayHold = true;
    private long _flushed;
    private bool _isFinished;
    private bool _writerCompleted;
    private Exception? _completedWith;

    // The conditions as they come in: the page cache behind us may hide them from the application.
    public ConditionalBody(HttpContext context, IHttpResponseBodyFeature inner, DateTimeOffset now)
    {
        _context = context;
        _inner = inner;
        _now = now;
        _conditions = new Preconditions(context.Request.Headers, now);
        _hasConditions = Preconditions.AreIn(context.Request.Headers);
    }

    private enum Mode
    {
        Undecided,
        Holding,
        Passing,
        Dropping,
    }

    public Stream Stream => _stream ??= new BodySinkStream(this);

    public PipeWriter Writer => _writer ??= new BodySinkWriter(this);

    public IHttpResponseBodyFeature Inner => _inner;

    public long Unflushed => _mode switch
    {
        Mode.Passing when _inner.Writer.CanGetUnflushedBytes => _inner.Writer.UnflushedBytes,
        Mode.Undecided or Mode.Holding => _held.Length - _flushed,
        _ => 0,
    };

    /// <summary>Somebody behind us sees to the page: it is a page that the cache makes for others too.</summary>
    public void StandAside()
    {
        if (_mode == Mode.Undecided)
            _mode = Mode.Passing;
    }

    public void DisableBuffering()
    {
        _mayHold = false;
        _inner.DisableBuffering();
    }

    public Task StartAsync(CancellationToken cancellationToken = default)
    {
        Begin();
        return _mode == Mode.Passing ? _inner.StartAsync(cancellationToken) : Task.CompletedTask;
    }

    public async Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default)
    {
        await PassOnAsync().ConfigureAwait(false);
        if (_mode == Mode.Passing)
            await _inner.SendFileAsync(path, offset, count, cancellationToken).ConfigureAwait(false);
    }

    public async Task CompleteAsync()
    {
        await FinishAsync().ConfigureAwait(false);
        await _inner.CompleteAsync().ConfigureAwait(false);
    }

    public Memory<byte> GetMemory(int sizeHint) =>
        _mode == Mode.Passing ? _inner.Writer.GetMemory(sizeHint) : _held.GetMemory(sizeHint);

    public void Advance(int count)
    {
        if (_mode == Mode.Passing)
            _inner.Writer.Advance(count);
        else
            _held.Advance(count);
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        if (await IsTakenAsync(data).ConfigureAwait(false))
            return;
        await _inner.Stream.WriteAsync(data, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<FlushResult> WriteAndFlushAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        if (!await IsTakenAsync(data).ConfigureAwait(false))
            return await _inner.Writer.WriteAsync(data, cancellationToken).ConfigureAwait(false);
        _flushed = _held.Length;
        return default;
    }

    public async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken)
    {
        if (_held.Length == 0 || _flushed > 0)
            await PassOnAsync().ConfigureAwait(false);
        if (!await IsTakenAsync(default).ConfigureAwait(false))
            return await _inner.Writer.FlushAsync(cancellationToken).ConfigureAwait(false);
        _flushed = _held.Length;
        return default;
    }

    public async Task FlushStreamAsync(CancellationToken cancellationToken)
    {
        await PassOnAsync().ConfigureAwait(false);
        if (_mode == Mode.Passing)
            await _inner.Stream.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    public void Write(ReadOnlySpan<byte> data)
    {
        DecideToPass();
        if (_mode != Mode.Passing)
            return;
        if (_held.Length > 0)
            _inner.Stream.Write(TakeHeld());
        _inner.Stream.Write(data);
    }

    public void Flush()
    {
        Write(default);
        if (_mode == Mode.Passing)
            _inner.Stream.Flush();
    }

    public void CompleteWriter(Exception? exception) => (_writerCompleted, _completedWith) = (true, exception);

    /// <summary>The page is complete: tags it, and sends it unless the client has it.</summary>
    public async Task FinishAsync()
    {
        if (_isFinished)
            return;
        _isFinished = true;
        Begin();
        if (_mode == Mode.Holding && _held.Length > 0 && _held.Length <= Limit)
            Tag();
        await PassOnAsync().ConfigureAwait(false);
        if (_writerCompleted && _mode == Mode.Passing)
            await _inner.Writer.CompleteAsync(_completedWith).ConfigureAwait(false);
    }

    /// <summary>Looks at the headers when something is about to be sent: only now are they what the application wants.</summary>
    private void Begin()
    {
        if (_mode != Mode.Undecided)
            return;
        EndpointHeaders.Apply(_context);
        _mode = Mode.Holding;
        if (!CanBeTagged())
            DecideToPass();
    }

    private bool CanBeTagged()
    {
        var response = _context.Response;
        var headers = response.Headers;
        return _mayHold
            && response.StatusCode == StatusCodes.Status200OK
            && headers.ETag.Count == 0
            && headers.ContentRange.Count == 0
            && headers.Trailer.Count == 0
            && !(headers.ContentLength > Limit)
            && !new BodyFields(headers).IsEventStream
            && !CacheControl.Read(headers.CacheControl).NoStore;
    }

    /// <summary>Takes what was written; false when it has to go on.</summary>
    private async ValueTask<bool> IsTakenAsync(ReadOnlyMemory<byte> data)
    {
        Begin();
        if (_mode == Mode.Holding && (!_mayHold || _held.Length + data.Length > Limit || (_flushed > 0 && data.Length > 0)))
            await PassOnAsync().ConfigureAwait(false);
        if (_mode == Mode.Holding)
            _held.Append(data.Span);
        else if (_mode == Mode.Dropping)
            _held.Release();
        return _mode != Mode.Passing;
    }

    private void Tag()
    {
        var eTag = BodyETag.Of(_held.ToArray());
        _context.Response.Headers.ETag = OuterBody.IsTakenOver(_context.Features) ? BodyETag.Weak(eTag) : eTag;
        _context.Response.ContentLength ??= _held.Length;
    }

    /// <summary>Lets go of what is held back, and of all that follows; unless the client is told something else.</summary>
    private async ValueTask PassOnAsync()
    {
        DecideToPass();
        if (_mode == Mode.Passing && _held.Length > 0)
            await _inner.Writer.WriteAsync(TakeHeld()).ConfigureAwait(false);
    }

    private byte[] TakeHeld()
    {
        var held = _held.ToArray();
        _held.Release();
        return held;
    }

    private void DecideToPass()
    {
        if (_mode == Mode.Undecided)
            Begin();
        if (_mode != Mode.Holding)
            return;
        _mode = Mode.Passing;
        var response = _context.Response;
        var current = Validators.Of(response.Headers, _now);
        // Of a page that nobody knows the state of nothing can be told (RFC 9110 §13.2.1: nor of an error).
        if (!_hasConditions || response.StatusCode is < 200 or > 299 || response.HasStarted || current is { ETag: null, LastModified: null })
            return;
        var result = _conditions.Judge(_context.Request.Method, current);
        if (result == PreconditionResult.Met)
            return;
        _mode = Mode.Dropping;
        _held.Release();
        ConditionalGetEngine.TurnInto(
            _context, result == PreconditionResult.NotModified ? StatusCodes.Status304NotModified : StatusCodes.Status412PreconditionFailed);
    }
}
