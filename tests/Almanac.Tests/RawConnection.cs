using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Almanac.Tests;

/// <summary>A socket to write HTTP/1.1 into byte by byte. Answers are read in Latin-1, so that each character is one byte.</summary>
public sealed class RawConnection(TcpClient socket) : IDisposable
{
    private readonly BufferedStream _stream = new(socket.GetStream());

    /// <summary>Writes a text as it is.</summary>
    public async Task WriteAsync(string text)
    {
        await _stream.WriteAsync(Encoding.Latin1.GetBytes(text), TestContext.Current.CancellationToken);
        await _stream.FlushAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Writes a request with a <c>Host</c> and no body.</summary>
    public Task RequestAsync(string line, params string[] fields) =>
        WriteAsync($"{line} HTTP/1.1\r\nHost: localhost\r\n{string.Concat(fields.Select(field => field + "\r\n"))}\r\n");

    /// <summary>Reads one answer; the answer to HEAD has no body whatever its fields say.</summary>
    public async Task<RawAnswer> ReadAsync(bool withoutBody = false)
    {
        var statusLine = await ReadLineAsync();
        var fields = new List<string>();
        while (await ReadLineAsync() is { Length: > 0 } field)
            fields.Add(field);
        var head = new RawAnswer(statusLine, fields, "");
        if (withoutBody || head.Status is 204 or 304)
            return head;
        if (head.Field("Content-Length") is { } length)
            return head with { Body = await ReadExactlyAsync(int.Parse(length, CultureInfo.InvariantCulture)) };
        return head with { Body = head.Field("Transfer-Encoding") == "chunked" ? await ReadChunksAsync() : await ReadToEndAsync() };
    }

    /// <summary>What still comes until the server closes.</summary>
    public async Task<string> ReadToEndAsync()
    {
        using var rest = new MemoryStream();
        await _stream.CopyToAsync(rest, TestContext.Current.CancellationToken);
        return Encoding.Latin1.GetString(rest.ToArray());
    }

    public void Dispose()
    {
        _stream.Dispose();
        socket.Dispose();
    }

    private async Task<string> ReadChunksAsync()
    {
        var body = new StringBuilder();
        while (true)
        {
            var size = int.Parse(await ReadLineAsync(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            body.Append(await ReadExactlyAsync(size));
            Assert.Equal("", await ReadLineAsync());
            if (size == 0)
                return body.ToString();
        }
    }

    private async Task<string> ReadExactlyAsync(int length)
    {
        var bytes = new byte[length];
        await _stream.ReadExactlyAsync(bytes, TestContext.Current.CancellationToken);
        return Encoding.Latin1.GetString(bytes);
    }

    private async Task<string> ReadLineAsync()
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (true)
        {
            await _stream.ReadExactlyAsync(one, TestContext.Current.CancellationToken);
            line.Append((char)one[0]);
            if (one[0] == '\n')
            {
                Assert.EndsWith("\r\n", line.ToString(), StringComparison.Ordinal);
                return line.ToString(0, line.Length - 2);
            }
        }
    }
}
