using CacheKit.AspNetCore.Bodies;
using Microsoft.AspNetCore.Http.Features;

namespace CacheKit.AspNetCore.PageCache.Making;

/// <summary>
/// The copy of a body, and how much of it has gone to the next layer: the application's bytes go into the copy first and
/// from there to the client, by one pump at a time.
/// </summary>
/// <remarks>The lock guards the copy and the two marks in it; nothing is awaited under it.</remarks>
internal sealed class BodyPump(PageMaking making, IHttpResponseBodyFeature inner)
{
    private readonly Lock _gate = new();
    private readonly BodyBuffer _body = new();

    // Marks in the copy: what has reached the next layer, and what the application wants to have reached it.
    private long _sent;
    private long _due;
    private bool _flushDue;
    private bool _isBusy;
    private Task? _start;
    private Task _running = Task.CompletedTask;

    /// <summary>The copy's length.</summary>
    public long Length => _body.Length;

    /// <summary>How many bytes were written and not flushed.</summary>
    public long Unflushed => _body.Length - _due;

    /// <summary>Whether there are bytes that have not been sent.</summary>
    public bool HasUnsent => _body.Length > _sent;

    public bool IsBusy => _isBusy;

    public byte[] ToArray() => _body.ToArray();

    public void Release() => _body.Release();

    public Memory<byte> GetMemory(int sizeHint)
    {
        lock (_gate)
            return _body.GetMemory(sizeHint);
    }

    public void Advance(int count)
    {
        lock (_gate)
            _body.Advance(count);
    }

    public void Append(ReadOnlySpan<byte> data)
    {
        lock (_gate)
            _body.Append(data);
    }

    /// <summary>A flush is wanted with what is sent next.</summary>
    public void FlushLater() => _flushDue = true;

    /// <summary>Starts the response once. A write would start it as well, but waits for the client too; whether it has started is asked in between.</summary>
    public async ValueTask StartAsync()
    {
        try
        {
            await (_start ??= inner.StartAsync()).ConfigureAwait(false);
        }
        catch
        {
            Spoil();
            throw;
        }
    }

    /// <summary>Waits, if anything goes out, until the response has started: what is outside may have to wait for a server first.</summary>
    public async ValueTask WaitForStartAsync()
    {
        if (_start is { } start)
            await start.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>What was written is to be sent.</summary>
    /// <returns>Whether the caller is to do it.</returns>
    public bool IsDue(bool isHeld)
    {
        lock (_gate)
        {
            _due = _body.Length;
            return !_isBusy && !isHeld;
        }
    }

    /// <summary>Sends what is due, without waiting for a client that is slow to take it.</summary>
    public async ValueTask SendAsync(bool flush, bool isHeld)
    {
        lock (_gate)
        {
            _due = _body.Length;
            _flushDue |= flush;
            if (_isBusy || isHeld)
                return;
            _isBusy = true;
        }

        var running = RunAsync();
        if (running.IsCompleted)
            await running.ConfigureAwait(false);
        else
            _running = running;
    }

    /// <summary>Sends what is due, and waits for the client.</summary>
    public void Send()
    {
        try
        {
            // What is on its way goes first; a synchronous write waits for the client in any case.
            if (_isBusy)
                _running.GetAwaiter().GetResult();
            while (TryTake(out var piece))
                inner.Stream.Write(piece.Span);
        }
        catch
        {
            // Nobody can tell what has gone out: what is copied is not the body any more.
            Spoil();
            throw;
        }
    }

    /// <summary>Waits until the client has everything that was to be sent.</summary>
    public Task DrainAsync() => _running;

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                if (TryTake(out var piece))
                {
                    await StartAsync().ConfigureAwait(false);
                    await inner.Stream.WriteAsync(piece).ConfigureAwait(false);
                }
                else if (TakeFlush())
                {
                    await StartAsync().ConfigureAwait(false);
                    await inner.Stream.FlushAsync().ConfigureAwait(false);
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
                _isBusy = false;
            throw;
        }
    }

    // The copy no longer says what the client got; it stays until everything in it has been sent.
    private void Spoil() => making.Refuse(PageCacheOutcome.Incomplete);

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
            _isBusy = false;
            return true;
        }
    }
}
