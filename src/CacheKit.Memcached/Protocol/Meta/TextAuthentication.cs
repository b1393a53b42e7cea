using System.Text;
using CacheKit.Memcached.Transport;

namespace CacheKit.Memcached.Protocol.Meta;

/// <summary>Signs in where the server has a file of users (<c>-Y</c>): the first command stores user and password under any key.</summary>
internal static class TextAuthentication
{
    /// <exception cref="MemcachedServerException">The server does not know the user, or not with this password.</exception>
    /// <exception cref="MemcachedProtocolException">The server answers nothing that could be understood.</exception>
    public static async Task SignInAsync(Stream stream, string server, string user, string password, CancellationToken cancellationToken)
    {
        byte[] credentials = Encoding.UTF8.GetBytes($"{user} {password}");
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"set auth 0 0 {credentials.Length}\r\n"), cancellationToken).ConfigureAwait(false);
        await stream.WriteAsync(credentials, cancellationToken).ConfigureAwait(false);
        await stream.WriteAsync("\r\n"u8.ToArray(), cancellationToken).ConfigureAwait(false);

        byte[] answer = await ReadLineAsync(stream, server, cancellationToken).ConfigureAwait(false);
        if (answer.AsSpan().SequenceEqual("STORED\r\n"u8))
            return;
        throw answer.AsSpan().StartsWith("CLIENT_ERROR "u8)
            ? new MemcachedServerException($"memcached on {server} refused the user '{user}': {Quotation.Of(answer)}", MemcachedError.NotAuthenticated)
            : new MemcachedProtocolException($"memcached on {server} says {Quotation.Of(answer)} to user and password");
    }

    // Nothing else was asked yet, so that nothing can come behind the line.
    private static async Task<byte[]> ReadLineAsync(Stream stream, string server, CancellationToken cancellationToken)
    {
        byte[] line = new byte[MetaFormat.MaximumLine];
        int length = 0;
        while (length < line.Length)
        {
            int count = await stream.ReadAsync(line.AsMemory(length), cancellationToken).ConfigureAwait(false);
            if (count == 0)
                throw new MemcachedUnavailableException($"memcached on {server} closed the connection instead of answering to user and password");
            length += count;
            if (line[length - 1] == '\n')
                return line[..length];
        }

        throw new MemcachedProtocolException($"memcached on {server} says {Quotation.Of(line)} to user and password");
    }
}
