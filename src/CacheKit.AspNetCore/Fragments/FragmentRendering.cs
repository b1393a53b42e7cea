using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.AspNetCore.Fragments;

/// <summary>One request's own way to make a fragment: its view, its content, and what must not happen inside.</summary>
internal sealed class FragmentRendering(string name, FragmentSources sources, ViewContext view, TagHelperOutput output)
{
    // Flows into partial views, view components and the services they call; ends with the rendering.
    private static readonly AsyncLocal<FragmentRendering?> _current = new();

    // Set once: by the rendering, or by the request when it leaves its view before.
    private Task? _ended;

    /// <summary>The fragment that the calling flow renders; null outside.</summary>
    public static FragmentRendering? Current => _current.Value;

    public string Name => name;

    /// <summary>What it takes from the request.</summary>
    public FragmentSources Sources => sources;

    /// <summary>The view that the fragment stands in.</summary>
    public string View { get; } = view.ExecutingFilePath ?? view.View.Path;

    public CancellationToken RequestAborted => view.HttpContext.RequestAborted;

    /// <summary>The error that a fragment holds an antiforgery token.</summary>
    public InvalidOperationException TokenInside() => Wrong(
        "a form inside it issues an antiforgery token, which all who share the fragment would get. Take the form out of it, or leave the token out with asp-antiforgery=\"false\"");

    /// <summary>An error of the view's author.</summary>
    public InvalidOperationException Wrong(string fault) => new($"The fragment '{name}' in '{View}': {fault}.");

    /// <summary>Renders the content, unless the request has left its view.</summary>
    /// <param name="unwanted">Fires when no request waits for the fragment any more.</param>
    public async ValueTask<string> RunAsync(CancellationToken unwanted)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (Interlocked.CompareExchange(ref _ended, ended.Task, null) is not null)
            throw new OperationCanceledException(RequestAborted);
        try
        {
            return await RenderAsync(unwanted).ConfigureAwait(false);
        }
        finally
        {
            ended.SetResult();
        }
    }

    /// <summary>Ends when nothing of this request renders any more, nor will; at once when nothing did.</summary>
    public Task HasEndedAsync() => Interlocked.CompareExchange(ref _ended, Task.CompletedTask, null) ?? Task.CompletedTask;

    private async Task<string> RenderAsync(CancellationToken unwanted)
    {
        _current.Value = this;
        var context = view.HttpContext;
        var hadStarted = context.Response.HasStarted;
        var content = await output.GetChildContentAsync().ConfigureAwait(false);
        var html = content.GetContent(context.RequestServices.GetService<HtmlEncoder>() ?? HtmlEncoder.Default);
        if (context.Response.HasStarted && !hadStarted)
            throw Wrong("FlushAsync was called inside it: a fragment is kept as a whole and cannot be sent in parts. Flush before or after it");
        // The content is made: asking which token the request has may make one, and that is not inside.
        _current.Value = null;
        if (FragmentAntiforgeryData.IsTokenIn(html, context))
            throw TokenInside();

        // The content may swallow its request's end, and then looks whole when it is not: nobody gets it, a waiting
        // request renders its own.
        unwanted.ThrowIfCancellationRequested();
        RequestAborted.ThrowIfCancellationRequested();
        return html;
    }
}
