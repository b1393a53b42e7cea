using System.Threading.Channels;

namespace CacheKit.AspNetCore.Tests.Hosting;

/// <summary>What goes through a site, seen from outside of all its middleware.</summary>
public sealed class Traffic
{
    private readonly Channel<PageCacheOutcome?> _outcomes = Channel.CreateUnbounded<PageCacheOutcome?>();
    private int _underway;
    private int _disconnects;

    /// <summary>How many requests have come to where they had to wait for something, in the page cache or behind it.</summary>
    public int Underway => Volatile.Read(ref _underway);

    /// <summary>How many clients have left before they had their answer.</summary>
    public int Disconnects => Volatile.Read(ref _disconnects);

    /// <summary>What became of the oldest request that nobody has asked after yet, when it has ended.</summary>
    public async ValueTask<PageCacheOutcome?> NextOutcomeAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(90));
        return await _outcomes.Reader.ReadAsync(limit.Token);
    }

    public async Task FollowAsync(HttpContext context, RequestDelegate next)
    {
        // Registered first, so it runs last, when everything has been decided.
        context.Response.OnCompleted(() => _outcomes.Writer.WriteAsync(context.Features.Get<IPageCacheFeature>()?.Outcome).AsTask());
        await using var registration = context.RequestAborted.Register(() => Interlocked.Increment(ref _disconnects));
        var answering = next(context);
        if (!answering.IsCompleted)
            Interlocked.Increment(ref _underway);
        await answering;
    }
}
