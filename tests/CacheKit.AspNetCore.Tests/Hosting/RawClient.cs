using System.Net.Sockets;
using System.Text;

namespace CacheKit.AspNetCore.Tests.Hosting;

/// <summary>Speaks HTTP/1.1 byte for byte over a socket.</summary>
public sealed class RawClient : IDisposable
{
    private readonly TcpClient _client;
    private readonly NetworkStream _stream;

    private RawClient(TcpClient client)
    {
        _client = client;
        _stream = client.GetStream();
    }

    public static async Task<RawClient> ConnectAsync(Uri address)
    {
        var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        return new RawClient(client);
    }

    /// <summary>Sends a request and reads the connection to its end.</summary>
    /// <param name="address">The site.</param>
    /// <param name="requestLine">For instance <c>GET /a%2Fb HTTP/1.1</c>.</param>
    /// <param name="headers">Lines beside <c>Host</c> and <c>Connection: close</c>.</param>
    public static async Task<RawResponse> SendAsync(Uri address, string requestLine, params string[] headers)
    {
        using var client = await ConnectAsync(address);
        await client.WriteAsync($"{requestLine}\r\nHost: {address.Authority}\r\nConnection: close\r\n{string.Concat(headers.Select(static line => line + "\r\n"))}\r\n");
        return RawResponse.Parse(await client.ReadToEndAsync());
    }

    /// <summary>Asks for the page <c>/</c> and does not wait for it.</summary>
    public static async Task<RawClient> AskAsync(Uri address)
    {
        var client = await ConnectAsync(address);
        await client.WriteAsync($"GET / HTTP/1.1\r\nHost: {address.Authority}\r\n\r\n");
        return client;
    }

    public async Task WriteAsync(string text) =>
        await _stream.WriteAsync(Encoding.Latin1.GetBytes(text), TestContext.Current.CancellationToken);

    /// <summary>Reads until a text has come.</summary>
    public async Task<string> ReadUntilAsync(string end)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (!text.ToString().Contains(end, StringComparison.Ordinal))
        {
            var count = await _stream.ReadAsync(buffer, TestContext.Current.CancellationToken);
            if (count == 0)
                throw new EndOfStreamException($"The connection ended before '{end}' came: {text}");
            text.Append(Encoding.Latin1.GetString(buffer, 0, count));
        }

        return text.ToString();
    }

    public async Task<string> ReadToEndAsync()
    {
        using var all = new MemoryStream();
        try
        {
            await _stream.CopyToAsync(all, TestContext.Current.CancellationToken);
        }
        catch (IOException)
        {
            // The server has torn the connection down: what came before counts.
        }

        return Encoding.Latin1.GetString(all.ToArray());
    }

    /// <summary>Tears the connection down, as a client that crashes.</summary>
    public void Abort()
    {
        _client.Client.LingerState = new LingerOption(true, 0);
        _client.Dispose();
    }

    public void Dispose() => _client.Dispose();
}
