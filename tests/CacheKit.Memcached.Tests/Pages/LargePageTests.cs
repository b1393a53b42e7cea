using System.Net;
using CacheKit.PageFacts.Sites;
using CacheKit.TestServers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Memcached.Tests.Pages;

/// <summary>Pages that are larger than what the server takes.</summary>
public sealed class LargePageTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UtcNow);
    private MemcachedServer _server = null!;

    public async ValueTask InitializeAsync() =>
        _server = await MemcachedServer.StartNewAsync(new() { Arguments = ["-I", "128k", "-o", "slab_chunk_max=65536"] });

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task It_is_made_each_time_and_no_other_suffers()
    {
        await using var site = await StartAsync("site");

        foreach (string made in (string[])["site 1", "site 2", "site 3"])
        {
            var page = await site.GetAsync("/large");
            Assert.Equal(
                (HttpStatusCode.OK, PageCacheOutcome.CacheFailed, made, 200_000), (page.Status, page.Outcome, page.Header("X-Made"), page.Body.Length));
        }

        Assert.Equal(PageCacheOutcome.Stored, (await site.GetAsync("/page")).Outcome);
        Assert.Equal(PageCacheOutcome.Hit, (await site.GetAsync("/page")).Outcome);
    }

    [Fact]
    public async Task One_that_has_become_so_is_not_shown_any_more_as_it_was()
    {
        await using var one = await StartAsync("one");
        await using var other = await StartAsync("other");
        Assert.Equal(("one 1", PageCacheOutcome.Stored), await AskAsync(one));
        Assert.Equal(("one 1", PageCacheOutcome.Hit), await AskAsync(other));
        _clock.Advance(TimeSpan.FromSeconds(75));
        other.Work.Filling = 200_000;

        Assert.Equal(($"other 1{new string('x', 200_000)}", PageCacheOutcome.CacheFailed), await AskAsync(other));

        Assert.Equal(("one 2", PageCacheOutcome.Stored), await AskAsync(one));
        Assert.Equal(("one 2", PageCacheOutcome.Hit), await AskAsync(other));
    }

    [Fact]
    public async Task Where_its_alias_compresses_it_may_be_one_that_is_taken()
    {
        await using var one = await StartAsync("one", ("Options:CompressAbove", "4096"));
        await using var other = await StartAsync("other", ("Options:CompressAbove", "4096"));
        one.Work.Filling = 200_000;

        var made = await AskAsync(one);

        Assert.Equal(PageCacheOutcome.Stored, made.Outcome);
        Assert.Equal((made.Text, PageCacheOutcome.Hit), await AskAsync(other));
    }

    private static async Task<(string Text, PageCacheOutcome? Outcome)> AskAsync(PageSite site)
    {
        var answer = await site.GetAsync("/lasting");
        return (answer.Text, answer.Outcome);
    }

    private Task<PageSite> StartAsync(string name, params (string Name, string Value)[] settings)
    {
        var all = new Dictionary<string, string?>
        {
            ["Backend"] = "memcached",
            ["Location"] = _server.Location,
            // Its clock is moved by minutes at once.
            ["Options:Timeout"] = "36000",
            ["Options:ConnectTimeout"] = "36000",
        };
        foreach (var (option, value) in settings)
            all[option] = value;
        return PageSite.StartAsync(name, all, static builder => builder.AddMemcached(), _clock);
    }
}
