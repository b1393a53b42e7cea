using CacheKit.AspNetCore.Tests.Hosting;

namespace CacheKit.AspNetCore.Tests.Hostile;

/// <summary>Bytes on the wire that look like another request's key.</summary>
public sealed class PoisoningTests
{
    [Theory]
    [InlineData("GET /a%2Fb HTTP/1.1")]
    [InlineData("GET //a/b HTTP/1.1")]
    [InlineData("GET /A/b HTTP/1.1")]
    [InlineData("GET /a/b? HTTP/1.1")]
    [InlineData("GET /a/b/ HTTP/1.1")]
    [InlineData("GET /a/b%3Fx HTTP/1.1")]
    [InlineData("GET /x/%2e%2e/a/b HTTP/1.1")]
    [InlineData("HEAD /a/b HTTP/1.1")]
    public async Task Another_spelling_of_a_URL_never_fills_its_page(string requestLine)
    {
        await using var site = await StartAsync();

        await RawClient.SendAsync(site.Address, requestLine, "X-Evil: 1");

        Assert.DoesNotContain("evil", await site.GetAsync("/a/b"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_Host_never_fills_the_page()
    {
        await using var site = await StartAsync();
        using var attacker = await RawClient.ConnectAsync(site.Address);
        await attacker.WriteAsync("GET /a/b HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
        Assert.Contains("evil.example", await attacker.ReadToEndAsync(), StringComparison.Ordinal);

        Assert.DoesNotContain("evil", await site.GetAsync("/a/b"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("X-Forwarded-Host: evil.example")]
    [InlineData("X-Forwarded-Proto: evil")]
    [InlineData("X-Forwarded-Prefix: /evil")]
    [InlineData("X-Original-URL: /evil")]
    [InlineData("X-HTTP-Method-Override: HEAD")]
    public async Task Headers_of_proxies_change_neither_the_page_nor_its_key(string header)
    {
        await using var site = await StartAsync();

        var first = await RawClient.SendAsync(site.Address, "GET /a/b HTTP/1.1", header);

        Assert.DoesNotContain("evil", first.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("evil", await site.GetAsync("/a/b"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_vanishes_in_the_middle_leaves_no_half_page()
    {
        var gate = new TaskCompletionSource();
        await using var site = await TestSite.StartAsync(app => app.MapGet("/", async context =>
        {
            await context.Response.WriteAsync("first ");
            await Task.WhenAny(gate.Task, Task.Delay(Timeout.Infinite, context.RequestAborted));
            if (!context.RequestAborted.IsCancellationRequested)
                await context.Response.WriteAsync("second");
        }));
        var client = await RawClient.ConnectAsync(site.Address);
        await client.WriteAsync($"GET / HTTP/1.1\r\nHost: {site.Address.Authority}\r\n\r\n");
        await client.ReadUntilAsync("first ");

        client.Abort();
        Assert.Equal(PageCacheOutcome.Incomplete, await site.OutcomeAsync());
        gate.SetResult();

        Assert.Equal("first second", await site.GetAsync("/"));
    }

    private static Task<TestSite> StartAsync() => TestSite.StartAsync(static app =>
        app.MapFallback(static context => context.Response.WriteAsync(
            $"{context.Request.Scheme}://{context.Request.Host}{context.Request.PathBase}{context.Request.Path} {(context.Request.Headers.ContainsKey("X-Evil") ? "evil" : "good")}")));
}
