using System.Net.Sockets;

namespace Almanac.Tests;

/// <summary>The sample behind Kestrel on a free port of the loopback address, for tests in which the bytes matter.</summary>
public sealed class ListeningSite : AlmanacSite
{
    public ListeningSite() => UseKestrel(0);

    /// <summary>Where it listens.</summary>
    public Uri Address => ClientOptions.BaseAddress;

    /// <summary>A connection to write requests into as they are.</summary>
    public async Task<RawConnection> ConnectAsync()
    {
        var socket = new TcpClient();
        await socket.ConnectAsync(Address.Host, Address.Port, TestContext.Current.CancellationToken);
        return new RawConnection(socket);
    }

    protected override HttpMessageHandler OpenNetwork() => new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false };
}
