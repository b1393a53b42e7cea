using System.Net;
using CacheKit.PageFacts.Sites;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.PageFacts;

/// <summary>
/// What pages, fragments and removals do on one backend that processes share: two instances of a site, each on a port of its
/// own, that share a cache and nothing else. What one has made, the other has to read from the backend.
/// </summary>
public abstract partial class PageFacts : IAsyncLifetime
{
    // The servers' clock is another, and goes on.
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UtcNow);
    private PageSite? _one;
    private PageSite? _other;

    private PageSite One => _one ?? throw new InvalidOperationException("It has not started.");

    private PageSite Other => _other ?? throw new InvalidOperationException("It has not started.");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <inheritdoc/>
    public virtual async ValueTask InitializeAsync()
    {
        var settings = new Dictionary<string, string?>();
        await ConfigureAsync(settings);
        _one = await PageSite.StartAsync("one", settings, Register, _clock);
        _other = await PageSite.StartAsync("other", settings, Register, _clock);
    }

    /// <inheritdoc/>
    public virtual async ValueTask DisposeAsync()
    {
        foreach (var site in (PageSite?[])[_one, _other])
        {
            if (site is not null)
                await site.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>The settings of the alias, on a store that is empty for each fact.</summary>
    /// <param name="settings">Takes them.</param>
    protected abstract Task ConfigureAsync(IDictionary<string, string?> settings);

    /// <summary>Registers the backend.</summary>
    /// <param name="builder">The registration.</param>
    protected abstract void Register(ICacheKitBuilder builder);

    /// <summary>An answer came from the cache, or not.</summary>
    private static void AssertIs(PageCacheOutcome expected, string text, SiteAnswer answer) =>
        Assert.Equal((HttpStatusCode.OK, expected, text), (answer.Status, answer.Outcome, answer.Text));
}
