using System.Buffers.Text;
using System.Net.Sockets;
using System.Text;

namespace CacheKit.Benchmarks.Stores.Memcached;

/// <summary>One connection that speaks the text protocol, one operation at a time, as one would write it by hand.</summary>
internal sealed class RawSocket : IDisposable
{
    private const string Lifetime = "300";

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private byte[] _request = new byte[256 * 1024];
    private byte[] _reply = new byte[256 * 1024];

    public static async Task<RawSocket> ConnectAsync(string host, int port)
    {
        var connection = new RawSocket();
        await connection._socket.ConnectAsync(host, port);
        return connection;
    }

    /// <summary>Reads as many keys as there are in one request.</summary>
    public async Task<List<byte[]>> GetAsync(params string[] keys)
    {
        int length = Write(0, "get");
        foreach (string key in keys)
            length = Write(Write(length, " "), key);
        await SendAsync(Write(length, "\r\n"));
        var values = new List<byte[]>(keys.Length);
        int received = 0, read = 0;
        while (!TryReadValues(received, ref read, values))
        {
            if (received == _reply.Length)
                Array.Resize(ref _reply, _reply.Length * 2);
            received += await ReceiveAsync(received);
        }

        return values;
    }

    /// <summary>Stores a value under each of the keys; all go out together, and all replies are waited for.</summary>
    public async Task SetAsync(byte[] value, params string[] keys)
    {
        int length = 0;
        foreach (string key in keys)
        {
            Reserve(length + value.Length + key.Length + 64);
            length = Write(Write(Write(length, "set "), key), $" 0 {Lifetime} {value.Length}\r\n");
            value.CopyTo(_request, length);
            length = Write(length + value.Length, "\r\n");
        }

        await SendAsync(length);
        int expected = "STORED\r\n".Length * keys.Length;
        int received = 0;
        while (received < expected)
            received += await ReceiveAsync(received);
        for (int start = 0; start < received; start += "STORED\r\n".Length)
        {
            if (!_reply.AsSpan(start, "STORED\r\n".Length).SequenceEqual("STORED\r\n"u8))
                throw new InvalidOperationException("Not stored.");
        }
    }

    public void Dispose() => _socket.Dispose();

    // "VALUE key flags length\r\n", the value, "\r\n", and so on, and "END\r\n".
    private bool TryReadValues(int received, ref int read, List<byte[]> values)
    {
        while (true)
        {
            var left = _reply.AsSpan(read, received - read);
            if (left.StartsWith("END\r\n"u8))
                return true;
            int end = left.IndexOf("\r\n"u8);
            if (end < 0)
                return false;
            var line = left[..end];
            if (!Utf8Parser.TryParse(line[(line.LastIndexOf((byte)' ') + 1)..], out int length, out _))
                throw new InvalidOperationException(Encoding.ASCII.GetString(line));
            int size = end + 2 + length + 2;
            if (left.Length < size)
                return false;
            values.Add(left.Slice(end + 2, length).ToArray());
            read += size;
        }
    }

    private async ValueTask SendAsync(int length)
    {
        for (int sent = 0; sent < length;)
            sent += await _socket.SendAsync(_request.AsMemory(sent, length - sent));
    }

    private async ValueTask<int> ReceiveAsync(int offset)
    {
        int count = await _socket.ReceiveAsync(_reply.AsMemory(offset));
        return count > 0 ? count : throw new IOException("The server has hung up.");
    }

    private int Write(int offset, string text) => offset + Encoding.ASCII.GetBytes(text, _request.AsSpan(offset));

    private void Reserve(int length)
    {
        if (_request.Length < length)
            Array.Resize(ref _request, Math.Max(length, _request.Length * 2));
    }
}
