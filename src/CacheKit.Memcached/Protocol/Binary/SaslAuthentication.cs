using System.Text;
using CacheKit.Memcached.Transport;

namespace CacheKit.Memcached.Protocol.Binary;

/// <summary>Signs in by SASL with the mechanism PLAIN (RFC 4616): the name and the password after a zero byte each.</summary>
internal static class SaslAuthentication
{
    // What a server says to a wrong password; no more is read.
    private const int MaximumAnswer = 1024;

    private static readonly MemcachedKey _mechanism = "PLAIN";

    /// <exception cref="MemcachedServerException">The server does not know the user, or not with this password, or no such mechanism.</exception>
    /// <exception cref="MemcachedProtocolException">The server answers nothing that could be understood.</exception>
    public static async Task SignInAsync(Stream stream, string server, string user, string password, CancellationToken cancellationToken)
    {
        var request = new SendBuffer();
        new BinaryRequest(BinaryOpcode.SaslAuthenticate, _mechanism, value: new(Encoding.UTF8.GetBytes($"\0{user}\0{password}"))).WriteTo(request, 0);
        await stream.WriteAsync(request.Written, cancellationToken).ConfigureAwait(false);

        byte[] bytes = new byte[MaximumAnswer];
        await stream.ReadExactlyAsync(bytes.AsMemory(0, BinaryHeader.Length), cancellationToken).ConfigureAwait(false);
        var header = ReadHeader(bytes, server);
        await stream.ReadExactlyAsync(bytes.AsMemory(0, (int)header.BodyLength), cancellationToken).ConfigureAwait(false);
        if (header.Status == 0)
            return;
        var refusal = BinaryStatus.Refusal(header.Status, bytes.AsSpan(0, (int)header.BodyLength));
        throw new MemcachedServerException($"memcached on {server} refused the user '{user}': {refusal.Words}", refusal.Error);
    }

    private static BinaryHeader ReadHeader(byte[] bytes, string server)
    {
        try
        {
            var header = BinaryHeader.Read(bytes);
            return header is { Opcode: BinaryOpcode.SaslAuthenticate, BodyLength: <= MaximumAnswer }
                ? header
                : throw new InvalidReplyException("that is no answer to user and password");
        }
        catch (InvalidReplyException failure)
        {
            throw new MemcachedProtocolException($"memcached on {server}: {failure.Message}", failure);
        }
    }
}
