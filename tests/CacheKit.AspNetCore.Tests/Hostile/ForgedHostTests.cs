using CacheKit.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.HttpOverrides;

namespace CacheKit.AspNetCore.Tests.Hostile;

/// <summary>Clients that say another host than they asked, in each way there is.</summary>
public sealed class ForgedHostTests
{
    [Theory]
    [InlineData("evil.example")]
    [InlineData("site.example:81")]
    [InlineData("site.example.")]
    [InlineData("SITE.example")]
    [InlineData("")]
    public async Task Another_Host_has_pages_of_its_own(string host)
    {
        await using var site = await StartAsync(ForwardedHeaders.None);
        Assert.Equal($"from {host}", (await SendAsync(site, "GET / HTTP/1.1", $"Host: {host}")).Text);
        Assert.Equal("from site.example", (await SendAsync(site, "GET / HTTP/1.1", "Host: site.example")).Text);
        Assert.Equal($"from {host}", (await SendAsync(site, "GET / HTTP/1.1", $"Host: {host}")).Text);
    }

    [Fact]
    public async Task A_request_without_a_Host_has_a_page_of_its_own()
    {
        await using var site = await StartAsync(ForwardedHeaders.None);
        Assert.Equal("from ", (await SendAsync(site, "GET / HTTP/1.0")).Text);
        Assert.Equal("from site.example", (await SendAsync(site, "GET / HTTP/1.1", "Host: site.example")).Text);
    }

    [Theory]
    [InlineData("GET http://evil.example/ HTTP/1.1", "Host: site.example")]
    [InlineData("GET / HTTP/1.1", "Host: evil.example", "Host: site.example")]
    [InlineData("GET / HTTP/1.1", "Host: site.example/evil")]
    public async Task Two_hosts_at_once_fill_no_page(string requestLine, params string[] headers)
    {
        await using var site = await StartAsync(ForwardedHeaders.None);
        Assert.StartsWith("HTTP/1.1 400", (await SendAsync(site, requestLine, headers)).StatusLine, StringComparison.Ordinal);
        var answer = await SendAsync(site, "GET / HTTP/1.1", "Host: site.example");
        Assert.Equal(("from site.example", null), (answer.Text, answer.Header("Age")));
    }

    [Fact]
    public async Task X_Forwarded_Host_is_nothing_to_a_site_that_does_not_believe_it()
    {
        await using var site = await StartAsync(ForwardedHeaders.None);
        Assert.Equal("from site.example", (await SendAsync(site, "GET / HTTP/1.1", "Host: site.example", "X-Forwarded-Host: evil.example")).Text);
        Assert.NotNull((await SendAsync(site, "GET / HTTP/1.1", "Host: site.example")).Header("Age"));
    }

    [Fact]
    public async Task X_Forwarded_Host_is_part_of_the_key_of_a_site_that_believes_it()
    {
        await using var site = await StartAsync(ForwardedHeaders.XForwardedHost);
        Assert.Equal("from evil.example", (await SendAsync(site, "GET / HTTP/1.1", "Host: site.example", "X-Forwarded-Host: evil.example")).Text);
        Assert.Equal("from site.example", (await SendAsync(site, "GET / HTTP/1.1", "Host: site.example")).Text);
        Assert.Equal("from evil.example", (await SendAsync(site, "GET / HTTP/1.1", "Host: site.example", "X-Forwarded-Host: evil.example")).Text);
    }

    [Fact]
    public async Task A_forged_host_is_not_kept_where_the_site_names_its_own()
    {
        await using var site = await StartAsync(ForwardedHeaders.XForwardedHost, "site.example");
        foreach (var forged in new[] { "Host: evil.example", "X-Forwarded-Host: evil.example\r\nHost: site.example" })
        {
            for (var round = 0; round < 2; round++)
                Assert.Null((await SendAsync(site, "GET / HTTP/1.1", forged)).Header("Age"));
        }

        await SendAsync(site, "GET / HTTP/1.1", "Host: site.example");
        Assert.NotNull((await SendAsync(site, "GET / HTTP/1.1", "Host: site.example")).Header("Age"));
    }

    // As RawClient.SendAsync, but with no Host of its own.
    private static async Task<RawResponse> SendAsync(TestSite site, string requestLine, params string[] headers)
    {
        using var client = await RawClient.ConnectAsync(site.Address);
        await client.WriteAsync($"{requestLine}\r\nConnection: close\r\n{string.Concat(headers.Select(static line => line + "\r\n"))}\r\n");
        return RawResponse.Parse(await client.ReadToEndAsync());
    }

    private static Task<TestSite> StartAsync(ForwardedHeaders believed, params string[] hosts) => TestSite.StartAsync(new SiteSetup
    {
        Options = options => options.Hosts = hosts,
        Services = services => services.Configure<ForwardedHeadersOptions>(options => options.ForwardedHeaders = believed),
        Pipeline = static app =>
        {
            app.UseForwardedHeaders();
            app.UseSiteCache();
            app.MapGet("/", static (HttpRequest request) => $"from {request.Host}");
        },
    });
}
