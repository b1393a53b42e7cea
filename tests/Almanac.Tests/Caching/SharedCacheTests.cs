using System.Net;
using System.Net.Sockets;
using CacheKit.TestServers;

namespace Almanac.Tests.Caching;

/// <summary>Two processes of the sample behind one address, as behind a load balancer, with their caches on one Redis.</summary>
public sealed class SharedCacheTests : IAsyncLifetime
{
    private static readonly Uri _home = new("http://localhost/");

    private readonly TemporaryFolder _folder = new();
    private RedisServer _server = null!;
    private AlmanacProcess _one = null!;
    private AlmanacProcess _other = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await RedisServer.StartNewAsync();
        string[] arguments = ["--backend", "redis", "--ConnectionStrings:Cache", $"redis://127.0.0.1:{_server.Port}/1"];
        _one = AlmanacProcess.Start(_folder, arguments);
        // Of two that start at once on no database each would make it.
        await _one.ReadAddressAsync();
        _other = AlmanacProcess.Start(_folder, arguments);
        await _other.ReadAddressAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _one.DisposeAsync();
        await _other.DisposeAsync();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_page_that_one_has_made_the_other_serves()
    {
        using var reader = await VisitAsync(_one);
        using var otherReader = await VisitAsync(_other);
        string text = await OpenUntilHitAsync(reader, "/territory/CH");

        var page = await otherReader.OpenAsync("/territory/CH");

        Assert.Equal((HttpStatusCode.OK, "hit"), (page.Status, page.CacheOutcome));
        Assert.Equal(text, page.Text);
    }

    [Fact]
    public async Task An_entry_in_the_guestbook_of_one_shows_at_the_next_request_to_the_other()
    {
        using var writer = await VisitAsync(_one);
        using var reader = await VisitAsync(_other);
        for (int number = 1; number <= 3; number++)
        {
            await OpenUntilHitAsync(reader, "/territory/AT");

            await writer.SignGuestbookAsync("AT", $"Servus {number}", "Sisi");

            var page = await reader.OpenAsync("/territory/AT");
            Assert.Equal(("miss", $"Servus {number}"), (page.CacheOutcome, page.TextsOf(".entries blockquote")[0]));
        }
    }

    // A page is stored once its visitor has it.
    private static async Task<string> OpenUntilHitAsync(Visitor reader, string path)
    {
        while (true)
        {
            var page = await reader.OpenAsync(path);
            Assert.Equal(HttpStatusCode.OK, page.Status);
            if (page.CacheOutcome == "hit")
                return page.Text;
            await Task.Delay(TimeSpan.FromMilliseconds(20), TestContext.Current.CancellationToken);
        }
    }

    private static async Task<Visitor> VisitAsync(AlmanacProcess process)
    {
        var address = await process.ReadAddressAsync();
        var network = new SocketsHttpHandler
        {
            UseCookies = false,
            AllowAutoRedirect = false,
            ConnectCallback = async (_, cancellationToken) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(address.Host, address.Port, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        var visitor = new Visitor(network, _home);
        visitor.AcceptLanguage("en");
        return visitor;
    }
}
