using System.Globalization;
using CacheKit.TestServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CacheKit.Redis.Tests.Pages;

/// <summary>Two instances of one application, each in a container of its own, on one Redis.</summary>
public sealed class TwoInstancesTests
{
    private static readonly CancellationToken _token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_page_that_one_has_made_the_other_serves()
    {
        await using var server = await RedisServer.StartNewAsync();
        await using var one = await StartAsync(server, "one");
        await using var other = await StartAsync(server, "other");

        Assert.Equal("one 1", await GetAsync(one));
        Assert.Equal("one 1", await GetAsync(other));
    }

    [Theory]
    [InlineData("/remove/tag")]
    [InlineData("/remove/url")]
    public async Task What_one_removes_the_other_makes_anew_at_its_next_request(string removal)
    {
        await using var server = await RedisServer.StartNewAsync();
        await using var one = await StartAsync(server, "one");
        await using var other = await StartAsync(server, "other");

        for (int round = 1; round <= 20; round++)
        {
            string expected = string.Create(CultureInfo.InvariantCulture, $"other {round}");
            Assert.Equal(expected, await GetAsync(other));
            Assert.Equal(expected, await GetAsync(one));
            await GetAsync(one, removal);
        }
    }

    [Fact]
    public async Task A_post_to_one_shows_at_the_next_request_to_the_other()
    {
        await using var server = await RedisServer.StartNewAsync();
        await using var one = await StartAsync(server, "one");
        await using var other = await StartAsync(server, "other");
        Assert.Equal("other 1", await GetAsync(other));

        using var posted = await one.GetTestClient().PostAsync("/page", null, _token);

        posted.EnsureSuccessStatusCode();
        Assert.Equal("other 2", await GetAsync(other));
        Assert.Equal("other 2", await GetAsync(one));
    }

    [Fact]
    public async Task So_does_the_removal_of_a_value_by_its_tag()
    {
        await using var server = await RedisServer.StartNewAsync();
        await using var one = await StartAsync(server, "one");
        await using var other = await StartAsync(server, "other");
        var (cache, otherCache) = (one.Services.GetRequiredService<ICache>(), other.Services.GetRequiredService<ICache>());
        await cache.SetAsync("value", "old", new CacheEntryOptions { Tags = ["tag"] }, _token);
        Assert.Equal("old", await otherCache.GetAsync<string>("value", _token));

        await otherCache.RemoveByTagAsync(["tag"], _token);

        Assert.Null(await cache.GetAsync<string>("value", _token));
    }

    private static Task<string> GetAsync(WebApplication app, string path = "/page") => app.GetTestClient().GetStringAsync(path, _token);

    private static async Task<WebApplication> StartAsync(RedisServer server, string name)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration.AddInMemoryCollection(
        [
            KeyValuePair.Create("Caches:default:Backend", (string?)"redis"),
            KeyValuePair.Create("Caches:default:Location", (string?)$"redis://127.0.0.1:{server.Port}/1"),
        ]);
        builder.WebHost.UseTestServer();
        builder.Services.AddRouting();
        builder.AddCacheKit().AddPages().AddRedis();
        var app = builder.Build();
        app.UseSiteCache();
        int made = 0;
        app.MapGet("/page", () => string.Create(CultureInfo.InvariantCulture, $"{name} {Interlocked.Increment(ref made)}"))
            .CachePage(TimeSpan.FromMinutes(5), static options => options.Tags = "tag");
        app.MapPost("/page", static () => Results.Ok());
        app.MapGet("/remove/tag", static async (IPageCache pages, HttpContext context) =>
        {
            context.Response.Headers.CacheControl = "no-store";
            await pages.RemoveByTagAsync("tag");
        });
        app.MapGet("/remove/url", static async (IPageCache pages, HttpContext context) =>
        {
            context.Response.Headers.CacheControl = "no-store";
            await pages.RemoveAsync("/page", context);
        });
        await app.StartAsync(_token);
        return app;
    }
}
