using System.Buffers;
using CacheKit.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Http.Features;

namespace CacheKit.AspNetCore.Tests.PageCache.Responses;

/// <summary>Responses of unusual shape, as they go over the wire.</summary>
public sealed class ResponseShapeTests
{
    [Theory]
    [InlineData("GET / HTTP/1.0\r\n\r\n")]
    [InlineData("GET / HTTP/1.0\r\nHost: a\r\n\r\n")]
    [InlineData("GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n")]
    public async Task A_client_of_HTTP_1_0_gets_no_chunks(string request)
    {
        var made = new Counted();
        await using var site = await TestSite.StartAsync(app => app.MapGet("/", async context =>
        {
            await context.Response.WriteAsync(made.Page());
            await context.Response.Body.FlushAsync();
            await context.Response.WriteAsync(" in two parts");
        }));

        foreach (var outcome in new[] { PageCacheOutcome.Stored, PageCacheOutcome.Hit })
        {
            using var client = await RawClient.ConnectAsync(site.Address);
            await client.WriteAsync(request);
            var text = await client.ReadUntilAsync(" in two parts");

            Assert.EndsWith("\r\n\r\npage 1 in two parts", text, StringComparison.Ordinal);
            Assert.Null(RawResponse.Parse(text).Header("Transfer-Encoding"));
            Assert.Equal(outcome, await site.OutcomeAsync());
        }
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_stored_204_has_neither_body_nor_length(bool onBytes)
    {
        var made = new Counted();
        await using var site = await TestSite.StartAsync(
            app => app.MapGet("/", (HttpResponse response) =>
            {
                made.Next();
                response.Headers.CacheControl = "max-age=60";
                response.StatusCode = 204;
            }),
            new() { OnBytes = onBytes, Options = static options => options.CacheableStatusCodes = [200, 204] });

        var first = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1");
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeAsync());
        foreach (var method in new[] { "GET", "HEAD" })
        {
            var hit = await RawClient.SendAsync(site.Address, $"{method} / HTTP/1.1");

            Assert.Equal(PageCacheOutcome.Hit, await site.OutcomeAsync());
            Assert.Equal("HTTP/1.1 204 No Content", hit.StatusLine);
            Assert.Equal(("", null, null), (hit.Body, hit.Header("Content-Length"), hit.Header("Transfer-Encoding")));
            Assert.Equal(first.ReplayedLines(), hit.ReplayedLines());
        }

        Assert.Equal(1, made.Count);
    }

    [Fact]
    public async Task A_HEAD_whose_application_writes_a_body_is_kept_without_it()
    {
        await using var site = await TestSite.StartAsync(static app => app.MapMethods("/", ["HEAD"], static async context =>
        {
            context.Response.ContentLength = 4;
            await context.Response.WriteAsync("page");
        }));

        var first = await RawClient.SendAsync(site.Address, "HEAD / HTTP/1.1");
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeAsync());
        var hit = await RawClient.SendAsync(site.Address, "HEAD / HTTP/1.1");

        Assert.Equal(PageCacheOutcome.Hit, await site.OutcomeAsync());
        Assert.Equal([("", "4"), ("", "4")], [(first.Body, first.Header("Content-Length")), (hit.Body, hit.Header("Content-Length"))]);
    }

    [Fact]
    public async Task What_was_not_flushed_when_the_page_failed_is_not_in_the_error_page()
    {
        var fails = true;
        await using var site = await TestSite.StartAsync(new SiteSetup
        {
            Pipeline = app =>
            {
                app.UseExceptionHandler("/error");
                app.UseRouting();
                app.UseSiteCache();
                app.MapGet("/error", static () => "sorry");
                app.MapGet("/", context =>
                {
                    context.Response.BodyWriter.Write("half a page"u8);
                    return fails ? throw new InvalidOperationException("the other half is missing") : Task.CompletedTask;
                });
            },
        });

        for (var i = 0; i < 2; i++)
        {
            var failed = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1");
            Assert.Equal(("HTTP/1.1 500 Internal Server Error", "sorry"), (failed.StatusLine, failed.Text));
            Assert.Equal(PageCacheOutcome.Incomplete, await site.OutcomeAsync());
        }

        fails = false;
        Assert.Equal("half a page", await site.GetAsync("/"));
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeAsync());
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/error"));
    }

    [Fact]
    public async Task An_endpoint_that_reads_and_writes_through_its_own_body_feature_is_copied_all_the_same()
    {
        await using var site = await TestSite.StartAsync(static app => app.MapGet("/", static async context =>
        {
            var body = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
            body.DisableBuffering();
            await body.StartAsync();
            body.Writer.Write("page"u8);
            await body.CompleteAsync();
        }));

        Assert.Equal("page", await site.GetAsync("/"));
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeAsync());
        Assert.Equal("page", await site.GetAsync("/"));
        Assert.Equal(PageCacheOutcome.Hit, await site.OutcomeAsync());
    }
}
