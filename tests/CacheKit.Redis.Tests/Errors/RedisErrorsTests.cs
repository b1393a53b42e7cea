using System.Security.Authentication;
using System.Security.Cryptography;
using CacheKit.Redis.Errors;
using StackExchange.Redis;

namespace CacheKit.Redis.Tests.Errors;

/// <summary>What counts as an outage, and what an operator is told.</summary>
public sealed class RedisErrorsTests
{
    [Theory]
    [InlineData(RedisErrorKind.Loading)]
    [InlineData(RedisErrorKind.MasterDown)]
    [InlineData(RedisErrorKind.ClusterDown)]
    [InlineData(RedisErrorKind.TryAgain)]
    [InlineData(RedisErrorKind.Busy)]
    [InlineData(RedisErrorKind.MaxClients)]
    [InlineData(RedisErrorKind.NoAuth)]
    [InlineData(RedisErrorKind.WrongPass)]
    public void A_server_that_serves_nobody_is_an_outage_before_and_after_it_is_explained(RedisErrorKind kind)
    {
        var failure = Refusal(kind);
        var told = Assert.IsType<RedisOutageException>(RedisErrors.Explain(failure));

        Assert.True(RedisErrors.IsOutage(failure));
        Assert.True(RedisErrors.IsOutage(told));
        Assert.Same(failure, told.InnerException);
    }

    [Theory]
    [InlineData(RedisErrorKind.WrongType, "use a KeyPrefix or a database of your own")]
    [InlineData(RedisErrorKind.NoPermission, "ACL SETUSER")]
    [InlineData(RedisErrorKind.OutOfMemory, "maxmemory-policy to allkeys-lru")]
    [InlineData(RedisErrorKind.ReadOnly, "the next one among the servers of Location is being looked for; if it was not, name the leader in Location")]
    [InlineData(RedisErrorKind.Misconfigured, "free its disk")]
    [InlineData(RedisErrorKind.NoReplicas, "min-replicas-to-write")]
    public void A_server_that_refuses_one_call_is_none_and_its_refusal_says_what_to_do(RedisErrorKind kind, string advice)
    {
        var failure = Refusal(kind);
        var told = Assert.IsType<InvalidOperationException>(RedisErrors.Explain(failure));

        Assert.False(RedisErrors.IsOutage(failure));
        Assert.False(RedisErrors.IsOutage(told));
        Assert.Contains(advice, told.Message, StringComparison.Ordinal);
        Assert.Same(failure, told.InnerException);
    }

    [Fact]
    public void A_lost_connection_and_a_late_answer_are_outages()
    {
        var lost = new RedisConnectionException(
            ConnectionFailureType.SocketClosed, CommandFlags.None, "closed on GET key", new IOException("closed"), CommandStatus.Unknown);
        var late = new RedisTimeoutException(CommandFlags.None, "late", CommandStatus.Sent);

        Assert.True(RedisErrors.IsOutage(lost));
        Assert.True(RedisErrors.IsOutage(late));
        Assert.Equal("Redis cannot be reached: check that the server runs, and host and port in Location or the connection string. closed", RedisErrors.Explain(lost).Message);
        Assert.StartsWith("Redis did not answer within Options:Timeout", RedisErrors.Explain(late).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_cause_of_a_missing_connection_is_told()
    {
        var refused = new RedisConnectionException(ConnectionFailureType.AuthenticationFailure, CommandFlags.None, "NOAUTH", null, CommandStatus.Unknown);
        var untrusted = new RedisConnectionException(
            ConnectionFailureType.AuthenticationFailure, CommandFlags.None, "tls", new AuthenticationException("no"), CommandStatus.Unknown);

        Assert.Contains("it refuses the user name or the password", RedisErrors.Explain(Unavailable(refused)).Message, StringComparison.Ordinal);
        Assert.Contains("TLS failed", RedisErrors.Explain(Unavailable(untrusted)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failure_within_TLS_names_the_certificates_of_both_sides()
    {
        var refused = new RedisConnectionException(
            ConnectionFailureType.SocketFailure, CommandFlags.None, "lost", new IOException("Decrypt failed", new CryptographicException("alert certificate required")), CommandStatus.Unknown);

        string text = RedisErrors.Explain(Unavailable(refused)).Message;

        Assert.Contains("Options:SslCaCerts", text, StringComparison.Ordinal);
        Assert.Contains("Options:SslCertfile", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_that_closes_connections_at_once_may_want_TLS_or_a_certificate()
    {
        var dropped = new RedisConnectionException(ConnectionFailureType.SocketFailure, CommandFlags.None, "SocketFailure (0-read, 0-sent), v: 3", new IOException("Connection reset by peer"), CommandStatus.Unknown);

        string text = RedisErrors.Explain(Unavailable(dropped)).Message;

        Assert.Contains("rediss://", text, StringComparison.Ordinal);
        Assert.Contains("Options:SslCertfile", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_that_loads_its_data_is_told_as_such_however_it_says_so()
    {
        const string Words = "Redis is starting and loads its data (LOADING): wait until it has.";
        var lost = new RedisConnectionException(ConnectionFailureType.Loading, CommandFlags.None, "Loading", null, CommandStatus.Unknown);

        foreach (var failure in (Exception[])[Refusal(RedisErrorKind.Loading), lost, Unavailable(lost)])
            Assert.StartsWith(Words, RedisErrors.Explain(failure).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void That_no_leader_is_connected_is_told_without_a_guess_at_the_reason_unless_a_connection_failed()
    {
        const string Words = "No connection (requires writable - not eligible for replica) is active/available to service this operation: SET";
        var replicasAlone = new RedisConnectionException(
            ConnectionFailureType.UnableToResolvePhysicalConnection, CommandFlags.None, Words, null, CommandStatus.Unknown);
        var down = new RedisConnectionException(
            ConnectionFailureType.UnableToResolvePhysicalConnection, CommandFlags.None, Words, new IOException("refused"), CommandStatus.Unknown);

        Assert.StartsWith("There is no connection to a Redis server that is a leader: it is down, or the connection is just being made anew, or Location names replicas alone.", RedisErrors.Explain(replicasAlone).Message, StringComparison.Ordinal);
        Assert.StartsWith("Redis cannot be reached: check that the server runs", RedisErrors.Explain(down).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_client_says_of_a_command_is_neither_repeated_nor_given_as_the_cause()
    {
        var down = new RedisConnectionException(
            ConnectionFailureType.SocketFailure, CommandFlags.None, "SocketFailure on cache:6379", null, CommandStatus.Unknown);
        Exception[] failures =
        [
            new RedisTimeoutException(CommandFlags.None, "Timeout awaiting response, command=GET customer-4711", CommandStatus.Sent),
            new RedisConnectionException(
                ConnectionFailureType.SocketFailure, CommandFlags.None, "SocketFailure on [0]:GET customer-4711", down, CommandStatus.Sent),
            Unavailable(down, "No connection is active/available to service this operation: GET customer-4711"),
            Unavailable(new RedisCommandException("Command cannot be issued to a replica: SET customer-4711"), "InternalFailure on [0]:SET customer-4711"),
            new RedisCommandException("Command cannot be issued to a replica: SET customer-4711"),
            new RedisServerException(RedisErrorKind.UnknownCommand, CommandFlags.None, "ERR unknown command 'PEXPIRE', with args beginning with: 'customer-4711' '1000' "),
        ];

        foreach (var failure in failures)
        {
            string all = RedisErrors.Explain(failure).ToString();
            Assert.DoesNotContain("customer-4711", all, StringComparison.Ordinal);
            Assert.Contains("Redis", all, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_threads_of_a_process_that_got_no_answer_are_told()
    {
        string text = RedisErrors.Explain(new RedisTimeoutException(CommandFlags.None, "late", CommandStatus.Sent)).Message;

        Assert.Matches(@"too few threads \(\d+ in its pool, \d+ pieces of work waiting for one\)\.$", text);
    }

    [Theory]
    [InlineData("Multiple databases are not supported on this server; cannot switch to database: 1", "a cluster has one database, 0")]
    [InlineData("The database does not exist on the server: 99", "Redis does not have a database of this number (Location, as in redis://host:6379/1, or Options:Db): its setting 'databases' says how many it has")]
    public void A_database_that_is_not_there_is_told_whoever_notices(string words, string told)
    {
        var unsent = new RedisCommandException(words);

        Assert.Contains(told, RedisErrors.Explain(unsent).Message, StringComparison.Ordinal);
        Assert.Contains(told, RedisErrors.Explain(Unavailable(unsent)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ERR SELECT is not allowed in cluster mode", "a cluster has one database, 0")]
    [InlineData("ERR DB index is out of range", "Redis does not have a database of this number")]
    public void A_database_that_the_server_refuses_is_told_too(string words, string told) =>
        Assert.Contains(
            told, RedisErrors.Explain(new RedisServerException(RedisErrorKind.UnknownError, CommandFlags.None, words)).Message, StringComparison.Ordinal);

    [Fact]
    public void What_nobody_knows_better_stays_as_it_is()
    {
        var unknown = Refusal(RedisErrorKind.UnknownError);
        var told = new RedisOutageException("told", null);
        var other = new InvalidOperationException("other");

        Assert.Same(unknown, RedisErrors.Explain(unknown));
        Assert.Same(told, RedisErrors.Explain(told));
        Assert.Same(other, RedisErrors.Explain(other));
        Assert.False(RedisErrors.IsOutage(unknown));
        Assert.False(RedisErrors.IsOutage(other));
    }

    private static RedisServerException Refusal(RedisErrorKind kind) => new(kind, CommandFlags.None, "said by the server");

    private static RedisConnectionException Unavailable(Exception cause, string words = "none") =>
        new(ConnectionFailureType.UnableToResolvePhysicalConnection, CommandFlags.None, words, cause, CommandStatus.Unknown);
}
