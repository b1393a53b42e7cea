using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CacheKit.AspNetCore.PageCache;

/// <summary>
/// Copies a response's body aside while it passes to the client. What the application flushes goes out at once; only a
/// client that reads too slowly does not hold the application up as long as the copy is kept: others may be waiting for
/// the page. When the body grows beyond the limit the copy is dropped and everything is as without us.
/// </summary>
/// <remarks>
/// The application's bytes go into the copy first and from there to the client, by one pump at a time. The lock guards
/// the copy and the two marks in it; nothing is awaited under it.
/// </remarks>
internal sealed class CaptureBodyFeature : IHttpResponseBodyFeature, IBodySink
{
    private readonly Lock _gate = new();
    private readonly PageMaking _making;
    private readonly IHttpResponseBodyFeature _inner;
    private readonly long _limit;
    private readonly CapturedBody _body = new();
    private CaptureStream? _stream;
    private CaptureWriter? _writer;

    // Marks in the copy: what has reached the next layer, and what the application wants to have reached it.
    private long _sent;
    private long _due;
    private bool _flushDue;
    private bool _isPumping;
    private bool _isHeld;
    private Task? _start;
    private Task _pump = Task.CompletedTask;
    private Exception? _completedWith;
    private bool _writerCompleted;

    public CaptureBodyFeature(PageMaking making, IHttpResponseBodyFeature inner, long limit)
    {
        _making = making;
        _inner = inner;
        _limit = limit;
    }

    public Stream Stream => _stream ??= new CaptureStream(this);

    public PipeWriter Writer => _writer ??= new CaptureWriter(this);

    public IHttpResponseBodyFeature Inner => _inner;

    /// <summary>Whether anything has passed, or was about to.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>Whether nothing has passed because it is kept back.</summary>
    public bool IsHeld => _isHeld;

    /// <summary>Whether the copy holds everything that was written, and nothing else.</summary>
    public bool IsWhole { get; private set; } = true;

    /// <summary>The copy's length.</summary>
    public long Length => _body.Length;

    /// <summary>How many bytes were written and not flushed.</summary>
    public long Unflushed => IsWhole ? _body.Length - _due : _inner.Writer.CanGetUnflushedBytes ? _inner.Writer.UnflushedBytes : 0;

    public byte[] ToArray() => _body.ToArray();

    public void DisableBuffering() => _inner.DisableBuffering();

    public Task StartAsync(CancellationToken cancellationToken = default)
    {
        Begin();
        if (!_isHeld)
            return _inner.StartAsync(cancellationToken);
        _flushDue = true;
        return Task.CompletedTask;
    }

    public async Task CompleteAsync()
    {
        await FlushAsync(CancellationToken.None).ConfigureAwait(false);
        if (_isHeld)
            return;
        await DrainAsync().ConfigureAwait(false);
        await _inner.CompleteAsync().ConfigureAwait(false);
    }

    public async Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default)
    {
        // Without an endpoint this is the static file middleware behind us: the disk is its cache.
        if (_making.IsWithoutEndpoint)
            _making.Refuse(PageCacheOutcome.ContentType);
        if (IsWhole && (_making.IsRefused || _body.Length + (count ?? new FileInfo(path).Length - offset) > _limit))
            await DropAsync(tooLarge: !_making.IsRefused).ConfigureAwait(false);
        if (IsWhole)
        {
            await SendFileFallback.SendFileAsync(Stream, path, offset, count, cancellationToken).ConfigureAwait(false);
            return;
        }

        Begin();
        await _inner.SendFileAsync(path, offset, count, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Room for the application to write into.</summary>
    public Memory<byte> GetMemory(int sizeHint)
    {
        if (!IsWhole)
            return _inner.Writer.GetMemory(sizeHint);
        lock (_gate)
            return _body.GetMemory(sizeHint);
    }

    /// <summary>So many bytes were written into the room.</summary>
    public void Advance(int count)
    {
        if (!IsWhole)
        {
            _inner.Writer.Advance(count);
            return;
        }

        lock (_gate)
            _body.Advance(count);
    }

    /// <summary>Writes to the stream.</summary>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        if (await TryAppendAsync(data, cancellationToken).ConfigureAwait(false))
            await SendAsync(flush: false).ConfigureAwait(false);
        else
            await _inner.Stream.WriteAsync(data, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes to the pipe, which flushes.</summary>
    public async ValueTask<FlushResult> WriteAndFlushAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        if (!await TryAppendAsync(data, cancellationToken).ConfigureAwait(false))
            return await _inner.Writer.WriteAsync(data, cancellationToken).ConfigureAwait(false);
        await SendAsync(flush: true).ConfigureAwait(false);
        return default;
    }

    /// <summary>Sends on what was written, also where that is only the headers.</summary>
    public async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken)
    {
        if (!await TryAppendAsync(default, cancellationToken).ConfigureAwait(false))
            return await _inner.Writer.FlushAsync(cancellationToken).ConfigureAwait(false);
        await SendAsync(flush: true).ConfigureAwait(false);
        return default;
    }

    public Task FlushStreamAsync(CancellationToken cancellationToken) => FlushAsync(cancellationToken).AsTask();

    /// <summary>Writes synchronously, where the server allows it; what a slow client has not taken yet goes out later.</summary>
    public void Write(ReadOnlySpan<byte> data)
    {
        Begin();
        if (!IsWhole)
        {
            _inner.Stream.Write(data);
            return;
        }

        lock (_gate)
        {
            _body.Append(data);
            _due = _body.Length;
            _isHeld &= _body.Length <= _limit;
            if (_isPumping || _isHeld)
                return;
        }

        if (_body.Length > _limit)
            _making.Refuse(PageCacheOutcome.TooLarge);

        try
        {
            while (TryTake(out var piece))
                _inner.Stream.Write(piece.Span);
        }
        catch
        {
            // Nobody can tell what has gone out: what is copied is not the body any more.
            Spoil();
            throw;
        }

        if (_making.IsRefused)
            Release();
    }

    public void Flush()
    {
        Write(default);
        if (!_isPumping && !_isHeld)
            _inner.Stream.Flush();
    }

    /// <summary>The application has completed the writer: nothing more comes, or it failed.</summary>
    public void CompleteWriter(Exception? exception)
    {
        _writerCompleted = true;
        _completedWith = exception;
        if (exception is not null)
            Spoil();
    }

    /// <summary>The application has ended: sends on what it left unflushed, without waiting for a slow client.</summary>
    public ValueTask FinishAsync()
    {
        if (_body.Length > _limit)
            _making.Refuse(PageCacheOutcome.TooLarge);
        return _body.Length > _due ? SendAsync(flush: true) : default;
    }

    /// <summary>Keeps back what comes, as long as the copy has room for it: the response may be replaced.</summary>
    public void Hold() => _isHeld = IsWhole;

    /// <summary>Lets go what was kept back.</summary>
    public async ValueTask PassOnAsync()
    {
        if (!_isHeld)
            return;
        _isHeld = false;
        await SendAsync(flush: _flushDue).ConfigureAwait(false);
    }

    /// <summary>What was kept back will not be sent; the next layer has heard of nothing.</summary>
    public void TakeBack()
    {
        _isHeld = _writerCompleted = false;
        Release();
    }

    /// <summary>Waits, if anything goes out, until the response has started: what is outside may have to wait for a server first.</summary>
    public async ValueTask WaitForStartAsync()
    {
        if (_start is { } start)
            await start.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Waits until the client has everything.</summary>
    public async Task DrainAsync()
    {
        await _pump.ConfigureAwait(false);
        if (_writerCompleted)
            await _inner.Writer.CompleteAsync(_completedWith).ConfigureAwait(false);
    }

    /// <summary>Lets go of the copy: nobody will ask for it any more.</summary>
    public void Release()
    {
        IsWhole = false;
        _body.Release();
    }

    // The copy no longer says what the client got; it stays until everything in it has been sent.
    private void Spoil() => _making.Refuse(PageCacheOutcome.Incomplete);

    private void Begin()
    {
        if (HasBegun)
            return;
        HasBegun = true;
        _making.OnBodyBegins();
    }

    /// <summary>Appends to the copy; false when there is none any more and the caller has to pass the data on.</summary>
    private async ValueTask<bool> TryAppendAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Begin();
        if (IsWhole && (_making.IsRefused || _body.Length + data.Length > _limit))
            await DropAsync(tooLarge: !_making.IsRefused).ConfigureAwait(false);
        if (!IsWhole)
            return false;
        lock (_gate)
            _body.Append(data.Span);
        return true;
    }

    private async ValueTask SendAsync(bool flush)
    {
        Begin();
        lock (_gate)
        {
            _due = _body.Length;
            _flushDue |= flush;
            if (_isPumping || _isHeld)
                return;
            _isPumping = true;
        }

        var pump = PumpAsync();
        if (pump.IsCompleted)
            await pump.ConfigureAwait(false);
        else
            _pump = pump;
    }

    private async Task PumpAsync()
    {
        try
        {
            while (true)
            {
                if (TryTake(out var piece))
                {
                    await StartInnerAsync().ConfigureAwait(false);
                    await _inner.Stream.WriteAsync(piece).ConfigureAwait(false);
                }
                else if (TakeFlush())
                {
                    await StartInnerAsync().ConfigureAwait(false);
                    await _inner.Stream.FlushAsync().ConfigureAwait(false);
                }
                else if (Rest())
                {
                    return;
                }
            }
        }
        catch
        {
            Spoil();
            lock (_gate)
                _isPumping = false;
            throw;
        }
    }

    // A write would start the response as well, but waits for the client too; whether it has started is asked in between.
    private Task StartInnerAsync() => _start ??= _inner.StartAsync();

    // What is taken counts as sent: there is one pump, and it sends what it takes.
    private bool TryTake(out ReadOnlyMemory<byte> piece)
    {
        lock (_gate)
        {
            piece = _sent < _due ? _body.Slice(_sent, _due) : default;
            _sent += piece.Length;
            return !piece.IsEmpty;
        }
    }

    private bool TakeFlush()
    {
        lock (_gate)
        {
            var due = _flushDue;
            _flushDue = false;
            return due;
        }
    }

    private bool Rest()
    {
        lock (_gate)
        {
            if (_sent < _due || _flushDue)
                return false;
            _isPumping = false;
            return true;
        }
    }

    /// <summary>From here on everything goes to the next layer directly; the memory is free.</summary>
    private async ValueTask DropAsync(bool tooLarge)
    {
        if (tooLarge)
            _making.Refuse(PageCacheOutcome.TooLarge);
        _isHeld = false;
        if (_body.Length > _sent)
            await SendAsync(flush: false).ConfigureAwait(false);
        await _pump.ConfigureAwait(false);
        Release();
    }
}
