using System.IO.Pipelines;
using CacheKit.AspNetCore.Bodies;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CacheKit.AspNetCore.PageCache.Making;

/// <summary>
/// Copies a response's body aside while it passes to the client. What the application flushes goes out at once; only a
/// client that reads too slowly does not hold the application up as long as the copy is kept: others may be waiting for
/// the page. When the body grows beyond the limit the copy is dropped and everything is as without us.
/// </summary>
internal sealed class CaptureBodyFeature : IHttpResponseBodyFeature, IBodySink
{
    private readonly PageMaking _making;
    private readonly IHttpResponseBodyFeature _inner;
    private readonly long _limit;
    private readonly bool _judgesFirst;
    private readonly BodyPump _pump;
    private BodySinkStream? _stream;
    private BodySinkWriter? _writer;

    private bool _isHeld;
    private Exception? _completedWith;
    private bool _writerCompleted;

    /// <param name="making">The page in the making.</param>
    /// <param name="inner">The next layer.</param>
    /// <param name="limit">How much is copied at most.</param>
    /// <param name="judgesFirst">
    /// Whether the response starts, and is judged, before anything of it is copied: nobody waits for the page, and it is most
    /// likely one that cannot be stored. What is written without being flushed or awaited is copied all the same.
    /// </param>
    public CaptureBodyFeature(PageMaking making, IHttpResponseBodyFeature inner, long limit, bool judgesFirst)
    {
        _making = making;
        _inner = inner;
        _limit = limit;
        _judgesFirst = judgesFirst;
        _pump = new BodyPump(making, inner);
    }

    public Stream Stream => _stream ??= new BodySinkStream(this);

    public PipeWriter Writer => _writer ??= new BodySinkWriter(this);

    public IHttpResponseBodyFeature Inner => _inner;

    /// <summary>Whether anything has passed, or was about to.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>Whether nothing has passed because it is kept back.</summary>
    public bool IsHeld => _isHeld;

    /// <summary>Whether the copy holds everything that was written, and nothing else.</summary>
    public bool IsWhole { get; private set; } = true;

    /// <summary>The copy's length.</summary>
    public long Length => _pump.Length;

    /// <summary>How many bytes were written and not flushed.</summary>
    public long Unflushed => IsWhole ? _pump.Unflushed : _inner.Writer.CanGetUnflushedBytes ? _inner.Writer.UnflushedBytes : 0;

    public byte[] ToArray() => _pump.ToArray();

    public void DisableBuffering() => _inner.DisableBuffering();

    public Task StartAsync(CancellationToken cancellationToken = default)
    {
        Begin();
        if (!_isHeld)
            return _inner.StartAsync(cancellationToken);
        _pump.FlushLater();
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
        await MakeRoomAsync(IsWhole ? count ?? new FileInfo(path).Length - offset : 0).ConfigureAwait(false);
        if (IsWhole)
        {
            await SendFileFallback.SendFileAsync(Stream, path, offset, count, cancellationToken).ConfigureAwait(false);
            return;
        }

        Begin();
        await _inner.SendFileAsync(path, offset, count, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Room for the application to write into.</summary>
    public Memory<byte> GetMemory(int sizeHint) =>
        IsWhole ? _pump.GetMemory(sizeHint) : _inner.Writer.GetMemory(sizeHint);

    /// <summary>So many bytes were written into the room.</summary>
    public void Advance(int count)
    {
        if (IsWhole)
            _pump.Advance(count);
        else
            _inner.Writer.Advance(count);
    }

    /// <summary>Writes to the stream.</summary>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken) =>
        IsWhole ? CopyAsync(data, cancellationToken) : _inner.Stream.WriteAsync(data, cancellationToken);

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

    /// <summary>Writes synchronously, where the server allows it; as long as the copy has room, what a slow client has not taken yet goes out later.</summary>
    public void Write(ReadOnlySpan<byte> data)
    {
        Begin();
        if (!IsWhole)
        {
            _inner.Stream.Write(data);
            return;
        }

        _pump.Append(data);
        var fits = _pump.Length <= _limit;
        _isHeld &= fits;
        if (!_pump.IsDue(_isHeld) && fits)
            return;
        if (!fits)
            _making.Refuse(PageCacheOutcome.TooLarge);
        _pump.Send();
        if (_making.IsRefused)
            Release();
    }

    public void Flush()
    {
        Write(default);
        if (!_pump.IsBusy && !_isHeld)
            _inner.Stream.Flush();
    }

    /// <summary>The application has completed the writer: nothing more comes, or it failed.</summary>
    public void CompleteWriter(Exception? exception)
    {
        _writerCompleted = true;
        _completedWith = exception;
        if (exception is not null)
            _making.Refuse(PageCacheOutcome.Incomplete);
    }

    /// <summary>The application has ended: sends on what it left unflushed, without waiting for a slow client.</summary>
    public ValueTask FinishAsync()
    {
        if (_pump.Length > _limit)
            _making.Refuse(PageCacheOutcome.TooLarge);
        return _pump.Unflushed > 0 ? SendAsync(flush: true) : default;
    }

    /// <summary>Keeps back what comes, as long as the copy has room for it: the response may be replaced.</summary>
    public void Hold() => _isHeld = IsWhole;

    /// <summary>Lets go what was kept back.</summary>
    public async ValueTask PassOnAsync()
    {
        if (!_isHeld)
            return;
        _isHeld = false;
        await SendAsync(flush: false).ConfigureAwait(false);
    }

    /// <summary>What was kept back will not be sent; the next layer has heard of nothing.</summary>
    public void TakeBack()
    {
        _isHeld = _writerCompleted = false;
        Release();
    }

    /// <summary>Waits, if anything goes out, until the response has started.</summary>
    public ValueTask WaitForStartAsync() => _pump.WaitForStartAsync();

    /// <summary>Waits until the client has everything.</summary>
    public async Task DrainAsync()
    {
        await _pump.DrainAsync().ConfigureAwait(false);
        if (_writerCompleted)
            await _inner.Writer.CompleteAsync(_completedWith).ConfigureAwait(false);
    }

    /// <summary>Lets go of the copy: nobody will ask for it any more.</summary>
    public void Release()
    {
        IsWhole = false;
        _pump.Release();
    }

    private async ValueTask CopyAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        if (await TryAppendAsync(data, cancellationToken).ConfigureAwait(false))
            await SendAsync(flush: false).ConfigureAwait(false);
        else
            await _inner.Stream.WriteAsync(data, cancellationToken).ConfigureAwait(false);
    }

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
        await MakeRoomAsync(data.Length).ConfigureAwait(false);
        if (!IsWhole)
            return false;
        _pump.Append(data.Span);
        return true;
    }

    /// <summary>Sees to it that so much more can be copied, or that nothing is.</summary>
    private async ValueTask MakeRoomAsync(long length)
    {
        if (!IsWhole)
            return;
        var fits = _pump.Length + length <= _limit;
        if (_judgesFirst && fits && !_isHeld && !_making.IsRefused)
        {
            Begin();
            await _pump.StartAsync().ConfigureAwait(false);
        }

        if (_making.IsRefused || !fits)
            await DropAsync(tooLarge: !_making.IsRefused).ConfigureAwait(false);
    }

    private ValueTask SendAsync(bool flush)
    {
        Begin();
        return _pump.SendAsync(flush, _isHeld);
    }

    /// <summary>From here on everything goes to the next layer directly; the memory is free.</summary>
    private async ValueTask DropAsync(bool tooLarge)
    {
        if (tooLarge)
            _making.Refuse(PageCacheOutcome.TooLarge);
        _isHeld = false;
        if (_pump.HasUnsent)
            await SendAsync(flush: false).ConfigureAwait(false);
        await _pump.DrainAsync().ConfigureAwait(false);
        Release();
    }
}
