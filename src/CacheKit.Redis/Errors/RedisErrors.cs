using System.Security.Authentication;
using System.Security.Cryptography;
using StackExchange.Redis;

namespace CacheKit.Redis.Errors;

/// <summary>What failures of calls mean, and what an operator can do about them.</summary>
internal static class RedisErrors
{
    /// <summary>What to do where TLS fails.</summary>
    private const string EncryptionAdvice = $"TLS failed: check that the server speaks it on this port, and its certificate (Options:SslCaCerts, Options:SslHost). {CertificateAdvice}";

    // With TLS 1.3 a client takes itself for connected before the server has looked at its certificate.
    private const string CertificateAdvice = "If it asks for a certificate, name one of an authority that it trusts (Options:SslCertfile, Options:SslKeyfile)";

    private const string LoadingText = "Redis is starting and loads its data (LOADING): wait until it has. What need not outlive the server it has not to load: set appendonly to no and save to \"\".";

    /// <summary>
    /// Whether the server cannot be reached or serves nobody for now. A server that refuses what one caller wants is none: it
    /// answers the next one. A full or read-only one still reads.
    /// </summary>
    public static bool IsOutage(Exception failure) => failure switch
    {
        RedisOutageException or RedisConnectionException or RedisTimeoutException => true,
        RedisServerException refused => refused.Kind is RedisErrorKind.Loading or RedisErrorKind.MasterDown or RedisErrorKind.ClusterDown
            or RedisErrorKind.TryAgain or RedisErrorKind.Busy or RedisErrorKind.MaxClients or RedisErrorKind.NoAuth or RedisErrorKind.WrongPass,
        _ => false,
    };

    /// <summary>The failure as an operator is told of it, with the client's own as its cause; the failure itself where that says enough.</summary>
    /// <param name="failure">What the client threw.</param>
    public static Exception Explain(Exception failure)
    {
        if (failure is RedisOutageException || TextOf(failure) is not { } text)
            return failure;
        return IsOutage(failure) ? new RedisOutageException(text, failure) : new InvalidOperationException(text, failure);
    }

    /// <summary>Why an attempt to connect failed; null when it did not, or says nothing of the server.</summary>
    public static RedisOutageException? Of(ConnectionAttemptCompletedEventArgs attempt)
    {
        bool isEncryption = attempt.Stage == ConnectionAttemptStage.Tls;
        // One that the client gave up in favour of the next has no reason of its own, but for where it stood.
        if (attempt.IsSuccess || attempt.ConnectionType != ConnectionType.Interactive || (attempt.FailureType == ConnectionFailureType.ConnectionDisposed && !isEncryption))
            return null;
        bool isDropped = attempt is { Stage: ConnectionAttemptStage.Handshake, ServerCertificateAccepted: true, FailureType: ConnectionFailureType.SocketClosed or ConnectionFailureType.SocketFailure };
        return new(
            isEncryption ? Describe(EncryptionAdvice, attempt.Exception)
                : isDropped ? Describe($"it closed the connection as soon as TLS was there. {CertificateAdvice}", attempt.Exception)
                : Describe(attempt.FailureType, attempt.Exception),
            attempt.Exception);
    }

    /// <summary>What is wrong with a connection that could not be made, or was lost, and what to do.</summary>
    /// <param name="kind">What the client says of it.</param>
    /// <param name="cause">What it threw, or null.</param>
    public static string Describe(ConnectionFailureType kind, Exception? cause) =>
        kind == ConnectionFailureType.Loading ? LoadingText : Describe(Advice(kind, cause), cause);

    private static string Describe(string advice, Exception? cause) => $"Redis cannot be reached: {advice}. {cause?.Message}".TrimEnd();

    private static string Advice(ConnectionFailureType kind, Exception? cause)
    {
        for (; cause is not null; cause = cause.InnerException)
        {
            if (cause is AuthenticationException or CryptographicException)
                return EncryptionAdvice;
            // The client's words for a connection on which nothing was ever answered.
            if (cause is RedisConnectionException { FailureType: ConnectionFailureType.SocketFailure or ConnectionFailureType.SocketClosed } && cause.Message.Contains("(0-read", StringComparison.Ordinal))
                return $"it closes connections before it has said anything: check whether it speaks TLS (rediss:// in Location) or not (redis://). {CertificateAdvice}";
        }

        return kind switch
        {
            ConnectionFailureType.AuthenticationFailure => "it refuses the user name or the password, or asks for one: check them in Location, or Options:Username and Options:Password",
            _ => "check that the server runs, and host and port in Location",
        };
    }

    private static string? TextOf(Exception failure) => failure switch
    {
        // The client's words when all that it is connected to are replicas; it has no kind for that, and a cause where a connection failed.
        RedisConnectionException { InnerException: null } lost when lost.Message.Contains("requires writable", StringComparison.Ordinal) =>
            "Redis has no connected server that takes writes: start the leader, or name it in Location, or Sentinels with Options:ServiceName.",
        RedisConnectionException lost => Describe(KindOf(lost), lost),
        RedisTimeoutException late =>
            $"Redis did not answer within Options:Timeout: it is overloaded or stands still, a value is very large, or this process has too few threads. {late.Message}",
        RedisServerException refused => TextOf(refused),
        _ => null,
    };

    private static string? TextOf(RedisServerException refused) => refused.Kind switch
    {
        RedisErrorKind.NoAuth => "Redis asks for a password: write it in Location (redis://user:password@host), or Options:Username and Options:Password.",
        RedisErrorKind.WrongPass => "Redis refuses the user name or the password: check them in Location, or Options:Username and Options:Password.",
        RedisErrorKind.NoPermission =>
            $"Redis does not let its user do this: give it the command and the keys with ACL SETUSER (for clear FLUSHDB, or Options:ClearScope = prefix). {refused.Message}",
        RedisErrorKind.ReadOnly => "Redis is a replica and takes no writes: name the leader in Location, or Sentinels with Options:ServiceName.",
        RedisErrorKind.OutOfMemory => "Redis has reached its maxmemory and evicts nothing: raise it, or set maxmemory-policy to allkeys-lru.",
        RedisErrorKind.Misconfigured => "Redis cannot save to its disk and takes no writes: free its disk, or set stop-writes-on-bgsave-error to no.",
        RedisErrorKind.NoReplicas => "Redis has fewer replicas than min-replicas-to-write and takes no writes: start them, or lower it.",
        RedisErrorKind.WrongType => "Under this key Redis has a list, a hash or another structure, which is somebody else's: use a KeyPrefix or a database of your own.",
        RedisErrorKind.Loading => LoadingText,
        RedisErrorKind.MasterDown => "The replica of Redis has lost its leader.",
        RedisErrorKind.ClusterDown => "The cluster of Redis is down: some of its slots are served by nobody.",
        RedisErrorKind.TryAgain => "The cluster of Redis moves the slot of these keys.",
        RedisErrorKind.Busy => "Redis runs a script that does not end: SCRIPT KILL ends it.",
        RedisErrorKind.MaxClients => "Redis takes no more connections: raise maxclients, or look for who holds them.",
        _ => null,
    };

    // What a call finds without a connection says no more than that; why there is none is in its cause.
    private static ConnectionFailureType KindOf(RedisConnectionException lost)
    {
        for (Exception? cause = lost; cause is not null; cause = cause.InnerException)
        {
            if (cause is RedisConnectionException { FailureType: not (ConnectionFailureType.UnableToResolvePhysicalConnection or ConnectionFailureType.UnableToConnect) } known)
                return known.FailureType;
        }

        return lost.FailureType;
    }
}
