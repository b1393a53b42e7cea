using Microsoft.AspNetCore.Mvc.Filters;

namespace CacheKit.AspNetCore.Filters;

/// <summary>What comes after a resource filter: the other filters, the action, its result.</summary>
internal sealed class FilteredRest(ResourceExecutionDelegate next)
{
    private ResourceExecutedContext? _executed;

    /// <summary>Whether it has run; otherwise the filter has answered.</summary>
    public bool HasRun { get; private set; }

    public async Task RunAsync()
    {
        HasRun = true;
        var executed = _executed = await next().ConfigureAwait(false);
        // MVC hands exceptions over in the context; for those around it the page has failed.
        if (executed.Exception is not null && !executed.ExceptionHandled)
            executed.ExceptionDispatchInfo?.Throw();
    }

    /// <summary>The filter has answered: an exception that it did not pass on, since a stale page was sent, goes no further.</summary>
    public void Settle()
    {
        if (_executed is { Exception: not null } executed)
            executed.ExceptionHandled = true;
    }
}
