using System.Net;
using System.Net.Sockets;

namespace CacheKit.TestServers;

/// <summary>Finds ports for servers.</summary>
internal static class FreePort
{
    // Below the ports that systems give to outgoing connections: one of those could take the port of a server that is
    // stopped for a while, or, trying to reach it, connect to itself.
    private const int First = 15_000;
    private const int End = 32_000;

    /// <summary>A port of the loopback address on which nobody listens.</summary>
    public static int Find()
    {
        while (true)
        {
            var port = Random.Shared.Next(First, End);
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException)
            {
                // Taken.
            }
        }
    }
}
