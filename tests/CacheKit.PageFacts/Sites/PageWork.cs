using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace CacheKit.PageFacts.Sites;

/// <summary>How an instance makes what it shows: each time something else.</summary>
/// <param name="name">The name of the instance.</param>
public sealed class PageWork(string name)
{
    private int _made;

    /// <summary>How often anything was made.</summary>
    public int Made => Volatile.Read(ref _made);

    /// <summary>What happens before a page is made.</summary>
    public Func<Task> Before { get; set; } = static () => Task.CompletedTask;

    /// <summary>How much a page says beyond that.</summary>
    public int Filling { get; set; }

    /// <summary>The next text: the instance, and how many it has made.</summary>
    public string Next() => string.Create(CultureInfo.InvariantCulture, $"{name} {Interlocked.Increment(ref _made)}");

    /// <summary>Makes a page.</summary>
    public async Task MakeAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        string page = Next();
        await Before();
        await context.Response.WriteAsync(page + new string('x', Filling));
    }

    /// <summary>Makes a page for each value of the header <c>X-Kind</c>.</summary>
    public Task MakeForKindAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Response.Headers.Vary = "X-Kind";
        return context.Response.WriteAsync($"{Next()} for {context.Request.Headers["X-Kind"]}");
    }

    /// <summary>Makes a page of many bytes of all values, with fields of its own.</summary>
    public Task MakeLargeAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        byte[] body = new byte[200_000];
        Random.Shared.NextBytes(body);
        context.Response.ContentType = "application/octet-stream";
        context.Response.Headers["X-Made"] = Next();
        context.Response.Headers.LastModified = "Mon, 04 May 2026 03:02:01 GMT";
        return context.Response.Body.WriteAsync(body).AsTask();
    }
}
