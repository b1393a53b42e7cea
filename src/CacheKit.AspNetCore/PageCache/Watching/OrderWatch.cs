using CacheKit.AspNetCore.Users;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CacheKit.AspNetCore.PageCache.Watching;

/// <summary>
/// Looks whether a request that nobody had vouched for becomes a user's behind the page cache: then the middleware that
/// knows the user belongs before it.
/// </summary>
internal sealed class OrderWatch(HttpContext context, MiddlewareOrder order)
{
    private readonly bool _hadSession = context.Features.Get<ISessionFeature>() is not null;

    /// <summary>Runs what comes after the page cache.</summary>
    public async Task FollowAsync<TState>(TState state, Func<TState, HttpContext, Task> rest)
    {
        // Session middleware takes its feature away again when it has done its part.
        if (!context.Response.HasStarted)
            context.Response.OnStarting(static watch => ((OrderWatch)watch).LookAsync(), this);
        await rest(state, context).ConfigureAwait(false);
        await LookAsync().ConfigureAwait(false);
    }

    private Task LookAsync()
    {
        if (RequestUser.IsAuthenticated(context))
            order.Warn(MiddlewareInDisorder.Authentication);
        if (!_hadSession && context.Features.Get<ISessionFeature>() is not null)
            order.Warn(MiddlewareInDisorder.Session);
        return Task.CompletedTask;
    }
}
