using System.Net;
using System.Net.Sockets;
using CacheKit.TestServers;

namespace Almanac.Tests.Caching;

/// <summary>
/// Two processes of the sample behind one address, as behind a load balancer, with their caches on one server that the
/// command line names.
/// </summary>
/// <typeparam name="TServer">The kind of server.</typeparam>
public abstract class SharedCacheFacts<TServer> : IAsyncLifetime
    where TServer : TestServer
{
    private static readonly Uri _home = new("http://localhost/");

    private readonly TemporaryFolder _folder = new();
    private TServer? _server;
    private SiteProcess? _one;
    private SiteProcess? _other;

    private SiteProcess One => _one ?? throw new InvalidOperationException("It has not started.");

    private SiteProcess Other => _other ?? throw new InvalidOperationException("It has not started.");

    public async ValueTask InitializeAsync()
    {
        _server = await StartServerAsync();
        string[] arguments = Arguments(_server);
        _one = AlmanacProcess.Start(_folder, arguments);
        // Of two that start at once on no database each would make it.
        await One.ReadAddressAsync();
        _other = AlmanacProcess.Start(_folder, arguments);
        await Other.ReadAddressAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var started in (IAsyncDisposable?[])[_one, _other, _server])
        {
            if (started is not null)
                await started.DisposeAsync();
        }

        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_page_that_one_has_made_the_other_serves()
    {
        using var reader = await VisitAsync(One);
        using var otherReader = await VisitAsync(Other);
        string text = await OpenUntilHitAsync(reader, "/territory/CH");

        var page = await otherReader.OpenWithCacheAsync("/territory/CH");

        Assert.Equal((HttpStatusCode.OK, "hit"), (page.Status, page.CacheOutcome));
        Assert.Equal(text, page.Text);
    }

    [Fact]
    public async Task An_entry_in_the_guestbook_of_one_shows_at_the_next_request_to_the_other()
    {
        using var writer = await VisitAsync(One);
        using var reader = await VisitAsync(Other);
        for (int number = 1; number <= 3; number++)
        {
            await OpenUntilHitAsync(reader, "/territory/AT");

            await writer.SignGuestbookAsync("AT", $"Servus {number}", "Sisi");

            var page = await reader.OpenWithCacheAsync("/territory/AT");
            Assert.Equal(("miss", $"Servus {number}"), (page.CacheOutcome, page.TextsOf(".entries blockquote")[0]));
        }
    }

    [Fact]
    public async Task Its_visitors_are_counted_together()
    {
        using var reader = await VisitAsync(One);
        using var otherReader = await VisitAsync(Other);

        for (int visit = 1; visit < 10; visit += 2)
        {
            Assert.Equal(visit, (await reader.OpenAsync("/territory/LI")).Visits);
            Assert.Equal(visit + 1, (await otherReader.OpenAsync("/territory/LI")).Visits);
        }
    }

    /// <summary>Starts the server.</summary>
    protected abstract Task<TServer> StartServerAsync();

    /// <summary>What the sample is told on its command line.</summary>
    /// <param name="server">The server.</param>
    protected abstract string[] Arguments(TServer server);

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

    private static async Task<Visitor> VisitAsync(SiteProcess process)
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
