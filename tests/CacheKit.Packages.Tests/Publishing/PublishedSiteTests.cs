using CacheKit.TestServers;

namespace CacheKit.Packages.Tests.Publishing;

/// <summary>Pages in memory and on Redis, and values, in a web application of minimal APIs.</summary>
public sealed class PublishedSiteTests(LocalFeed feed)
{
    private const string Application = "Site";

    [Fact]
    public async Task A_site_compiled_ahead_of_time_warns_of_nothing_and_serves_pages_and_values_out_of_its_caches()
    {
        PublishedApplication.RequireLinker();
        var published = await PublishedApplication.MakeAsync(feed, Application, "site", "PublishAot");
        await using var server = await RedisServer.StartNewAsync();
        await using var site = feed.StartPublished(
            published, PublishedApplication.ProgramIn(published, Application), $"--Caches:shared:Location=redis://{TestServer.Host}:{server.Port}",
            "--Caches:shared:Options:Timeout=30");
        using var client = new HttpClient { BaseAddress = await site.ReadAddressAsync() };

        // The value first: it waits for the connection, and pages do not.
        var value = await GetAsync(client, "/value");
        var made = await GetAsync(client, "/");
        var onRedis = await GetAsync(client, "/rates/eur");

        Assert.Equal((made.Body, true), await GetAsync(client, "/"));
        Assert.Equal((onRedis.Body, true), await GetAsync(client, "/rates/eur"));
        Assert.Equal((value.Body, false), await GetAsync(client, "/value"));
        using (var answer = await client.PostAsync("/rates/eur", null, TestContext.Current.CancellationToken))
            answer.EnsureSuccessStatusCode();
        Assert.NotEqual(onRedis.Body, (await GetAsync(client, "/rates/eur")).Body);
        Assert.Equal((false, false, false), (made.IsHit, onRedis.IsHit, value.IsHit));
    }

    private static async Task<(string Body, bool IsHit)> GetAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(path, TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), response.Headers.Age is not null);
    }
}
