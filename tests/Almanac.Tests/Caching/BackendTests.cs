using System.Net;
using CacheKit.TestServers;

namespace Almanac.Tests.Caching;

/// <summary>The sample on each backend, chosen by one word, as a process that ends and starts again.</summary>
public sealed class BackendTests : IDisposable
{
    // For a machine that has much else to do.
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task A_backend_that_there_is_not_ends_the_start()
    {
        await using var site = AlmanacProcess.Start(_folder, "--backend", "flie");

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(site.ReadAddressAsync);

        Assert.Contains("The site ended without printing its address", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public Task A_page_in_a_file_outlives_the_process() => RestartAsync(
        "--backend", "file",
        "--Caches:default:Location", _folder.Combine("pages"),
        "--Caches:statistics:Location", _folder.Combine("statistics"),
        "--Caches:visits:Location", _folder.Combine("visits"));

    [Fact]
    public Task A_page_in_SQLite_outlives_the_process() => RestartAsync(
        "--backend", "sqlite", "--ConnectionStrings:Cache", $"Data Source={_folder.Combine("cache.db")}");

    [Fact]
    public async Task A_page_in_PostgreSQL_outlives_the_process()
    {
        await using var server = await PostgreSqlServer.StartNewAsync();

        await RestartAsync("--backend", "postgresql", "--ConnectionStrings:Cache", server.ConnectionString);
    }

    [Fact]
    public async Task A_page_in_MariaDB_outlives_the_process()
    {
        await using var server = await MariaDbServer.StartNewAsync();

        await RestartAsync("--backend", "mysql", "--ConnectionStrings:Cache", await server.CreateDatabaseAsync("almanac"));
    }

    [Fact]
    public async Task A_page_in_Redis_outlives_the_process()
    {
        await using var server = await RedisServer.StartNewAsync();

        await RestartAsync(BackendArguments.Of(server));
    }

    [Fact]
    public async Task A_page_in_memcached_outlives_the_process()
    {
        await using var server = await MemcachedServer.StartNewAsync();

        await RestartAsync(BackendArguments.Of(server));
    }

    public void Dispose() => _folder.Dispose();

    private async Task RestartAsync(params string[] arguments)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(_patience);
        string text;
        await using (var first = AlmanacProcess.Start(_folder, arguments))
        {
            var made = await OpenAsync(first);
            Assert.Equal("miss", made.CacheOutcome);
            text = made.Text;
            // It is stored once the visitor has it.
            while ((await OpenAsync(first)).CacheOutcome != "hit")
                await Task.Delay(TimeSpan.FromMilliseconds(20), limit.Token);
        }

        await using var second = AlmanacProcess.Start(_folder, arguments);
        var kept = await OpenAsync(second);

        Assert.Equal((HttpStatusCode.OK, "hit", "Switzerland"), (kept.Status, kept.CacheOutcome, kept.TextOf("h1")));
        Assert.Equal(text, kept.Text);
    }

    // Each process has a port of its own, and a page belongs to a host with its port: the visitor comes by the same name.
    private static async Task<SitePage> OpenAsync(SiteProcess site)
    {
        using var visitor = new Visitor(new SocketsHttpHandler { UseCookies = false }, await site.ReadAddressAsync());
        return await visitor.OpenWithCacheAsync("/territory/CH", ("Accept-Language", "en"), ("Host", "localhost"));
    }
}
