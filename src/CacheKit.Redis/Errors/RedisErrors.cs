using System.Globalization;
using System.Security.Authentication;
using System.Security.Cryptography;
using StackExchange.Redis;

namespace CacheKit.Redis.Errors;

/// <summary>What failures of calls mean, and what an operator can do about them.</summary>
internal static class RedisErrors
{
    /// <summary>What is wrong where the number of a database leads to a cluster.</summary>
    public const string OneDatabaseText = "Redis is a cluster, and a cluster has one database, 0: leave the number out of Location and Options:Db; a KeyPrefix keeps caches apart.";

    /// <summary>What is wrong where no leader is connected, which has several reasons; the client does not tell them apart.</summary>
    public const string NoLeaderText =
        "There is no connection to a Redis server that is a leader: it is down, or the connection is just being made anew, or Location names replicas alone. Start the leader, or name it in Location, or Sentinels with Options:ServiceName.";

    /// <summary>What to do where TLS fails.</summary>
    private const string EncryptionAdvice = $"TLS failed: check that the server speaks it on this port, and its certificate (Options:SslCaCerts, Options:SslHost). {CertificateAdvice}";

    // With TLS 1.3 a client takes itself for connected before the server has looked at its certificate.
    private const string CertificateAdvice = "If it asks for a certificate, name one of an authority that it trusts (Options:SslCertfile, Options:SslKeyfile)";

    private const string StrayNodeText =
        "Redis is a cluster, and the server that has this key is not connected: check that every address in its CLUSTER NODES can be reached from here, and that the user may use CLUSTER NODES (ACL SETUSER: +cluster|nodes).";

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

    /// <summary>
    /// The failure as an operator is told of it, with what lies behind it as its cause; the failure itself where that says enough.
    /// What the client says of a command may hold its key (IncludeDetailInExceptions, which is on unless an application turns it
    /// off), and keys may be kept out of logs (Options:LogKeys): it is neither repeated nor given as the cause.
    /// </summary>
    /// <param name="failure">What the client threw.</param>
    public static Exception Explain(Exception failure)
    {
        if (failure is RedisOutageException || TextOf(failure) is not { } text)
            return failure;
        return IsOutage(failure) ? new RedisOutageException(text, CauseOf(failure)) : new InvalidOperationException(text, CauseOf(failure));
    }

    /// <summary>Why an attempt to connect failed; null when it did not, or says nothing of the server.</summary>
    public static RedisOutageException? Of(ConnectionAttemptCompletedEventArgs attempt)
    {
        bool isEncryption = attempt.Stage == ConnectionAttemptStage.Tls;
        // One that the client gave up in favour of the next has no reason of its own, but for where it stood.
        if (attempt.IsSuccess
            || attempt.ConnectionType != ConnectionType.Interactive
            || (attempt.FailureType == ConnectionFailureType.ConnectionDisposed && !isEncryption))
            return null;
        bool isDropped = attempt is { Stage: ConnectionAttemptStage.Handshake, ServerCertificateAccepted: true }
            && attempt.FailureType is ConnectionFailureType.SocketClosed or ConnectionFailureType.SocketFailure;
        return new(
            isEncryption ? Describe(EncryptionAdvice, attempt.Exception)
                : isDropped ? Describe($"it closed the connection as soon as TLS was there. {CertificateAdvice}", attempt.Exception)
                : Describe(attempt.FailureType, attempt.Exception),
            attempt.Exception);
    }

    /// <summary>What is wrong where a server has fewer databases.</summary>
    /// <param name="number">The database's number; null where it is not known here.</param>
    /// <param name="count">How many there are; null where that is not known here.</param>
    public static string NoDatabaseText(int? number, int? count) => string.Create(
        CultureInfo.InvariantCulture,
        $"Redis does not have {(number is null ? "a database of this number" : $"a database {number}")} (Location, as in redis://host:6379/1, or Options:Db): {(count is null ? "its setting 'databases' says how many it has" : $"it has {count} (its setting 'databases')")}, counted from 0.");

    /// <summary>What is wrong with a connection that could not be made, or was lost, and what to do.</summary>
    /// <param name="kind">What the client says of it.</param>
    /// <param name="cause">What it threw, or null.</param>
    public static string Describe(ConnectionFailureType kind, Exception? cause) =>
        kind == ConnectionFailureType.Loading ? LoadingText : Describe(Advice(kind, cause), cause);

    private static Exception? CauseOf(Exception failure) => failure switch
    {
        RedisTimeoutException or RedisCommandException or RedisServerException { Kind: RedisErrorKind.UnknownCommand } => null,
        RedisConnectionException lost when !SaysConnecting(lost) => lost.InnerException is RedisCommandException ? null : lost.InnerException,
        _ => failure,
    };

    // Of an attempt to connect, in which there is no command yet; all else is said of a command.
    private static bool SaysConnecting(RedisConnectionException lost) => lost.FailureType == ConnectionFailureType.UnableToConnect;

    private static string Describe(string advice, Exception? cause) => $"Redis cannot be reached: {advice}. {cause?.Message}".TrimEnd();

    private static string Advice(ConnectionFailureType kind, Exception? cause)
    {
        for (; cause is not null; cause = cause.InnerException)
        {
            if (cause is AuthenticationException or CryptographicException)
                return EncryptionAdvice;
            // The client's words for a connection on which nothing was ever answered.
            if (cause is RedisConnectionException { FailureType: ConnectionFailureType.SocketFailure or ConnectionFailureType.SocketClosed }
                && cause.Message.Contains("(0-read", StringComparison.Ordinal))
                return $"it closes connections before it has said anything: check whether it speaks TLS (rediss:// in Location) or not (redis://). {CertificateAdvice}";
        }

        return kind switch
        {
            ConnectionFailureType.AuthenticationFailure => "it refuses the user name or the password, or asks for one: check them in Location or the connection string, or Options:Username and Options:Password",
            _ => "check that the server runs, and host and port in Location or the connection string",
        };
    }

    private static string? TextOf(Exception failure) => failure switch
    {
        RedisCommandException unsent => TextOf(unsent),
        RedisConnectionException lost => TextOf(lost),
        RedisTimeoutException => string.Create(
            CultureInfo.InvariantCulture,
            $"Redis did not answer within Options:Timeout: it is overloaded or stands still, a value is very large, or this process has too few threads ({ThreadPool.ThreadCount} in its pool, {ThreadPool.PendingWorkItemCount} pieces of work waiting for one)."),
        RedisServerException refused => TextOf(refused),
        _ => null,
    };

    // It has no kinds for what follows, only words.
    private static string? TextOf(RedisConnectionException lost) => lost switch
    {
        { InnerException: RedisCommandException unsent } => TextOf(unsent) ?? NoLeaderText,
        // Without a cause: nothing has failed, and what is connected, if anything, are replicas.
        { InnerException: null } when Says(lost, "requires writable") => NoLeaderText,
        { FailureType: ConnectionFailureType.UnableToConnect } when Says(lost, "not reachable at this point of time") => StrayNodeText,
        _ => Describe(KindOf(lost), SaysConnecting(lost) ? lost : CauseOf(lost)),
    };

    /// <summary>What the client does not even send.</summary>
    private static string? TextOf(RedisCommandException unsent) =>
        Says(unsent, "Multiple databases are not supported") ? OneDatabaseText
            : Says(unsent, "database does not exist") ? NoDatabaseText(null, null)
            : Says(unsent, "issued to a replica") ? NoLeaderText
            : null;

    private static string? TextOf(RedisServerException refused) => refused.Kind switch
    {
        RedisErrorKind.NoAuth => "Redis asks for a password: write it in Location or the connection string (redis://user:password@host), or Options:Username and Options:Password.",
        RedisErrorKind.WrongPass => "Redis refuses the user name or the password: check them in Location or the connection string, or Options:Username and Options:Password.",
        RedisErrorKind.NoPermission =>
            $"Redis does not let its user do this: give it the command and the keys with ACL SETUSER (for clear FLUSHDB, or Options:ClearScope = prefix). {refused.Message}",
        RedisErrorKind.ReadOnly =>
            "Redis is a replica and takes no writes (READONLY). If it was the leader until now, the next one among the servers of Location is being looked for; if it was not, name the leader in Location, or Sentinels with Options:ServiceName.",
        RedisErrorKind.OutOfMemory => "Redis has reached its maxmemory and evicts nothing: raise it, or set maxmemory-policy to allkeys-lru.",
        RedisErrorKind.Misconfigured => "Redis cannot save to its disk and takes no writes: free its disk, or set stop-writes-on-bgsave-error to no.",
        RedisErrorKind.NoReplicas => "Redis has fewer replicas than min-replicas-to-write and takes no writes: start them, or lower it.",
        RedisErrorKind.WrongType => "Under this key Redis has a list, a hash or another structure, which is somebody else's: use a KeyPrefix or a database of your own.",
        RedisErrorKind.Loading => LoadingText,
        RedisErrorKind.MasterDown => "The replica of Redis has lost its leader.",
        RedisErrorKind.ClusterDown => "The cluster of Redis is down: some of its slots are served by nobody.",
        RedisErrorKind.TryAgain => "The cluster of Redis moves the slot of these keys.",
        RedisErrorKind.Busy => "Redis runs a script that does not end: SCRIPT KILL ends it.",
        RedisErrorKind.UnknownCommand => $"Redis does not know a command that a cache needs; was it renamed or turned off? {refused.Message.Split(", with args")[0]}.",
        RedisErrorKind.MaxClients => "Redis takes no more connections: raise maxclients, or look for who holds them.",
        _ => Says(refused, "SELECT is not allowed in cluster mode") ? OneDatabaseText
            : Says(refused, "DB index is out of range") ? NoDatabaseText(null, null)
            : null,
    };

    private static bool Says(Exception failure, string words) => failure.Message.Contains(words, StringComparison.Ordinal);

    // What a call finds without a connection says no more than that; why there is none is in its cause.
    private static ConnectionFailureType KindOf(RedisConnectionException lost)
    {
        for (Exception? cause = lost; cause is not null; cause = cause.InnerException)
        {
            if (cause is RedisConnectionException known
                && known.FailureType is not (ConnectionFailureType.UnableToResolvePhysicalConnection or ConnectionFailureType.UnableToConnect))
                return known.FailureType;
        }

        return lost.FailureType;
    }
}
