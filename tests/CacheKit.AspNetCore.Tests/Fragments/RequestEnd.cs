using Microsoft.AspNetCore.Mvc.Filters;

namespace CacheKit.AspNetCore.Tests.Fragments;

/// <summary>Tells when the first request was aborted, and when it has left its view.</summary>
internal sealed class RequestEnd : IAsyncAlwaysRunResultFilter
{
    private readonly TaskCompletionSource _aborted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private int _requests;

    /// <summary>Ends when the request was aborted and everybody who watches for that has heard of it.</summary>
    public Task Aborted => _aborted.Task;

    public Task LeftItsView => _left.Task;

    public async Task OnResultExecutionAsync(ResultExecutingContext context, ResultExecutionDelegate next)
    {
        if (Interlocked.Exchange(ref _requests, 1) > 0)
        {
            await next();
            return;
        }

        // Who registers first is told last.
        context.HttpContext.RequestAborted.Register(_aborted.SetResult);
        try
        {
            await next();
        }
        finally
        {
            _left.TrySetResult();
        }
    }
}
