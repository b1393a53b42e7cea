using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http.Features;

namespace CacheKit.AspNetCore.PageCache.Making;

/// <summary>
/// While a page is made that others may have, the request is aborted when nobody wants the page any more, not when the
/// client that happened to be first leaves; from when the page is found to be nobody else's, when that client leaves.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Code that outlives the request may still look at the token; without a timer there is nothing to free.")]
internal sealed class PageLifetimeFeature : IHttpRequestLifetimeFeature
{
    // The client's leaving ends the request once both are there, in whichever order: nothing is asked of the server when
    // the second comes, which may be on another thread than the request's.
    private const int ClientHasLeft = 1;
    private const int NobodyElseWaits = 2;

    private readonly CancellationToken _wanted;
    private readonly CancellationTokenSource? _either;
    private CancellationToken? _own;
    private int _ends;
    private bool _wasAborted;

    /// <param name="inner">The client's.</param>
    /// <param name="wanted">Fires when nobody wants the page any more; null where nobody else can.</param>
    public PageLifetimeFeature(IHttpRequestLifetimeFeature inner, CancellationToken? wanted)
    {
        Inner = inner;
        // A server makes its token when it is asked for: only for others.
        if (wanted is not { } byAnybody)
            return;
        _wanted = byAnybody;
        _either = new CancellationTokenSource();
        byAnybody.UnsafeRegister(static either => ((CancellationTokenSource)either!).Cancel(), _either);
        inner.RequestAborted.UnsafeRegister(static feature => ((PageLifetimeFeature)feature!).Note(ClientHasLeft), this);
    }

    public IHttpRequestLifetimeFeature Inner { get; }

    /// <summary>Whether the request ends when its client leaves, whoever else wants the page.</summary>
    public bool EndsWithClient => _either is null || (Volatile.Read(ref _ends) & NobodyElseWaits) != 0;

    public CancellationToken RequestAborted
    {
        get => _own ?? _either?.Token ?? Inner.RequestAborted;
        set
        {
            // A time limit of the application's own, say, that ended and is taken away again.
            _wasAborted |= RequestAborted.IsCancellationRequested;
            _own = value;
        }
    }

    /// <summary>Whether the application was told to stop, or has aborted the connection itself: it may have obeyed in silence, and the page is not whole.</summary>
    public bool WasAborted =>
        _wasAborted || RequestAborted.IsCancellationRequested || (_either is null ? Inner.RequestAborted : _wanted).IsCancellationRequested;

    /// <summary>From here on the request ends with its client.</summary>
    public void EndWithClient() => Note(NobodyElseWaits);

    public void Abort()
    {
        _wasAborted = true;
        Inner.Abort();
    }

    private void Note(int reason)
    {
        if ((Interlocked.Or(ref _ends, reason) | reason) == (ClientHasLeft | NobodyElseWaits))
            _either?.Cancel();
    }
}
