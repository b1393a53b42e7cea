using CacheKit.AspNetCore.Tests.Hosting;

namespace CacheKit.AspNetCore.Tests.Hostile;

/// <summary>A body is no part of the key: what a GET with a body is answered with is nobody else's.</summary>
public sealed class RequestBodyTests
{
    [Theory]
    [InlineData("Content-Length: 6", "q=evil")]
    [InlineData("Transfer-Encoding: chunked", "6\r\nq=evil\r\n0\r\n\r\n")]
    public async Task The_body_of_a_GET_cannot_poison_the_page_of_its_URL(string length, string body)
    {
        await using var site = await StartAsync();

        using var attacker = await RawClient.ConnectAsync(site.Address);
        await attacker.WriteAsync($"GET /search?q=good HTTP/1.1\r\nHost: {site.Address.Authority}\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\n{length}\r\n\r\n{body}");
        Assert.Contains("found evil", await attacker.ReadToEndAsync(), StringComparison.Ordinal);

        Assert.Equal("found good", await site.GetAsync("/search?q=good"));
    }

    [Fact]
    public async Task A_GET_with_a_body_is_not_answered_with_the_page_of_those_without()
    {
        await using var site = await StartAsync();
        await site.GetAsync("/search?q=good");

        using var asker = await RawClient.ConnectAsync(site.Address);
        await asker.WriteAsync($"GET /search?q=good HTTP/1.1\r\nHost: {site.Address.Authority}\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 6\r\n\r\nq=mine");

        Assert.Contains("found mine", await asker.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_POST_that_says_it_is_a_GET_cannot_poison_the_page()
    {
        await using var site = await TestSite.StartAsync(new SiteSetup
        {
            Pipeline = static app =>
            {
                app.UseHttpMethodOverride();
                app.UseRouting();
                app.UseSiteCache();
                app.MapGet("/search", SearchAsync);
            },
        });

        using var attacker = await RawClient.ConnectAsync(site.Address);
        await attacker.WriteAsync($"POST /search?q=good HTTP/1.1\r\nHost: {site.Address.Authority}\r\nConnection: close\r\nX-HTTP-Method-Override: GET\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 6\r\n\r\nq=evil");
        Assert.Contains("found evil", await attacker.ReadToEndAsync(), StringComparison.Ordinal);

        Assert.Equal("found good", await site.GetAsync("/search?q=good"));
    }

    private static Task<TestSite> StartAsync() => TestSite.StartAsync(static app => app.MapGet("/search", SearchAsync));

    // As MVC binds: the form first, then the query.
    private static async Task SearchAsync(HttpContext context)
    {
        var wanted = context.Request.HasFormContentType ? (await context.Request.ReadFormAsync())["q"] : context.Request.Query["q"];
        await context.Response.WriteAsync($"found {wanted}");
    }
}
