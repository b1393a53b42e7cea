using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace CacheKit.Browser.Tests;

/// <summary>A browser window with cookies of its own, and what went wrong in it.</summary>
public sealed class Visit : IAsyncDisposable
{
    private const int LongestPicture = 2400;

    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _complaints = new();

    public Visit(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                _complaints.Enqueue($"{page.Url}: {message.Type}: {message.Text}");
        };
        page.PageError += (_, error) => _complaints.Enqueue($"{page.Url}: {error}");
        page.RequestFailed += (_, request) => _complaints.Enqueue($"{request.Url}: {request.Failure}");
        page.Response += (_, response) =>
        {
            if (response.Status >= 400)
                _complaints.Enqueue($"{response.Url}: {response.Status}");
        };
    }

    /// <summary>The window.</summary>
    public IPage Page { get; }

    /// <summary>Messages on the console, uncaught errors, requests that failed.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    /// <summary>Opens a page and waits until its scripts have run.</summary>
    public Task OpenAsync(string path) => Page.GotoAsync(path);

    /// <summary>Signs in by the link on the page at hand.</summary>
    public async Task SignInAsync(string name)
    {
        await Page.Locator(".account").ClickAsync();
        await Page.GetByLabel("Your name").FillAsync(name);
        await Page.Locator("main form button").ClickAsync();
        await Assertions.Expect(Page.Locator(".account")).ToHaveTextAsync(name);
    }

    /// <summary>Keeps a picture of the page under a name: of the whole page, unless it is very long, or of what is in sight.</summary>
    public async Task KeepScreenshotAsync(string name, bool whole = true)
    {
        var options = new PageScreenshotOptions { Path = Path.Combine(BrowserSession.ScreenshotFolder, name + ".png"), FullPage = whole };
        if (whole)
        {
            var size = await Page.EvaluateAsync<int[]>("() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]");
            options.Clip = new() { Width = size[0], Height = Math.Min(size[1], LongestPicture) };
        }

        await Page.ScreenshotAsync(options);
    }

    public ValueTask DisposeAsync() => _context.DisposeAsync();
}
