using System.Net.Security;
using System.Net.Sockets;
using CacheKit.Memcached.Protocol;
using CacheKit.Memcached.Protocol.Binary;
using CacheKit.Memcached.Protocol.Meta;

namespace CacheKit.Memcached.Transport;

/// <summary>Makes connections to one server: TCP or a socket in the file system, TLS, signing in.</summary>
internal sealed class Dialer(MemcachedServerAddress address, MemcachedClientOptions options, TimeProvider time, IServerCommands commands)
{
    private readonly ConnectionLimits _limits = new(options.OperationTimeout, options.KeepAliveInterval, options.MaximumBytesInFlight, options.UseTls);
    private readonly string _name = address.ToString();

    /// <summary>Connects.</summary>
    /// <param name="mustAnswer">
    /// Whether the server has to answer something first: the system takes connections for one that stands still, and whoever
    /// uses them waits for nothing.
    /// </param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Connection> ConnectAsync(bool mustAnswer, CancellationToken cancellationToken)
    {
        var connection = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        if (!mustAnswer)
            return connection;
        try
        {
            await commands.AskAsync(connection, cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch (Exception failure)
        {
            string reason = failure is MemcachedServerException ? failure.Message : connection.End?.Reason ?? "it takes connections and does not answer";
            var cause = connection.End?.Cause ?? failure;
            await connection.DisposeAsync().ConfigureAwait(false);
            throw new IOException(reason, cause);
        }
    }

    private async Task<Connection> ConnectAsync(CancellationToken cancellationToken)
    {
        Stream stream = await OpenAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (options.UseTls)
                stream = await EncryptAsync(stream, cancellationToken).ConfigureAwait(false);
            if (options.UserName is { } user)
                await SignInAsync(stream, user, options.Password ?? "", cancellationToken).ConfigureAwait(false);
            return new Connection(stream, _name, _limits, time, commands.KeepAlive);
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task<NetworkStream> OpenAsync(CancellationToken cancellationToken)
    {
        var socket = address.SocketPath is null
            ? new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true }
            : new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            if (address.SocketPath is { } path)
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken).ConfigureAwait(false);
            else
                await socket.ConnectAsync(address.Host!, address.Port, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task<SslStream> EncryptAsync(Stream stream, CancellationToken cancellationToken)
    {
        var encrypted = new SslStream(stream, leaveInnerStreamOpen: false);
        var tls = new SslClientAuthenticationOptions { TargetHost = address.Host ?? "localhost" };
        options.ConfigureTls?.Invoke(tls);
        try
        {
            await encrypted.AuthenticateAsClientAsync(tls, cancellationToken).ConfigureAwait(false);
            return encrypted;
        }
        catch
        {
            await encrypted.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private Task SignInAsync(Stream stream, string user, string password, CancellationToken cancellationToken) =>
        options.Protocol == MemcachedProtocol.Binary
            ? SaslAuthentication.SignInAsync(stream, _name, user, password, cancellationToken)
            : TextAuthentication.SignInAsync(stream, _name, user, password, cancellationToken);
}
