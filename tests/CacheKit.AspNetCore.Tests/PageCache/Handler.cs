using CacheKit.AspNetCore.Tests.Hosting;

namespace CacheKit.AspNetCore.Tests.PageCache;

/// <summary>A handler that does what the test says at each call.</summary>
internal sealed class Handler
{
    private readonly Counted _made = new();

    /// <summary>How often it has run.</summary>
    public int Count => _made.Count;

    /// <summary>What it says of its freshness.</summary>
    public string CacheControl { get; set; } = "";

    /// <summary>What it does instead of making a page, when it is not null.</summary>
    public Func<HttpContext, Task>? Instead { get; set; }

    /// <summary>What it waits for.</summary>
    public Task Wait { get; set; } = Task.CompletedTask;

    /// <summary>Fails: to be done instead.</summary>
    public static Task FailAsync(HttpContext context) => throw new InvalidOperationException($"{context.Request.Path} fails");

    /// <summary>Has it wait until the result is there.</summary>
    public TaskCompletionSource Hold()
    {
        var release = new TaskCompletionSource();
        Wait = release.Task;
        return release;
    }

    public async Task RunAsync(HttpContext context)
    {
        var page = _made.Page();
        await Wait;
        if (Instead is { } other)
        {
            await other(context);
            return;
        }

        context.Response.Headers.CacheControl = CacheControl;
        await context.Response.WriteAsync(page);
    }
}
