using System.Data.Common;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using CacheKit.TestServers;

namespace CacheKit.Database.Tests.Servers;

/// <summary>What every server of the tests can do, told on one that the fact may break.</summary>
/// <typeparam name="TServer">The kind of server.</typeparam>
public abstract class TestServerFacts<TServer> : IAsyncLifetime
    where TServer : TestServer
{
    private TServer? _server;

    private TServer Server => _server!;

    public async ValueTask InitializeAsync() => _server = await StartNewAsync();

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_stopped_server_comes_back_with_its_port_and_data()
    {
        var port = Server.Port;
        await RunAsync("CREATE TABLE kept (number int)");
        await RunAsync("INSERT INTO kept VALUES (7)");

        await Server.StopAsync();
        Assert.False(Server.IsRunning);
        await Assert.ThrowsAnyAsync<DbException>(() => RunAsync("SELECT number FROM kept"));

        await Server.StartAsync();
        Assert.Equal(port, Server.Port);
        Assert.Equal(7, await RunAsync("SELECT number FROM kept"));
    }

    [Fact]
    public async Task A_killed_server_comes_back()
    {
        await RunAsync("CREATE TABLE kept (number int)");

        await Server.KillAsync();
        Assert.False(Server.IsRunning);

        await Server.StartAsync();
        Assert.Equal(0, await RunAsync("SELECT count(*) FROM kept"));
    }

    [Fact]
    public async Task A_restart_ends_the_connections_that_there_were()
    {
        await using var connection = await ConnectAsync();

        await Server.RestartAsync();

        await Assert.ThrowsAnyAsync<DbException>(() => RunAsync(connection, "SELECT 1"));
        Assert.Equal(1, await RunAsync("SELECT 1"));
    }

    [Fact]
    public async Task A_paused_server_answers_only_when_it_goes_on()
    {
        await using var connection = await ConnectAsync();

        Server.Pause();
        var answer = RunAsync(connection, "SELECT 1");
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, Server.Port, TestContext.Current.CancellationToken);
        Assert.False(answer.IsCompleted);

        Server.Resume();
        Assert.Equal(1, await answer);
    }

    [Fact]
    public async Task A_paused_server_can_be_stopped()
    {
        Server.Pause();
        await Server.StopAsync();
        Assert.False(Server.IsRunning);
    }

    [Fact]
    public async Task A_server_that_ended_says_so_when_it_is_asked_for_more()
    {
        await Server.StopAsync();
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(Server.StopAsync);
        Assert.Contains("is not running", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_servers_have_ports_and_data_of_their_own()
    {
        await using var other = await StartNewAsync();
        await RunAsync("CREATE TABLE kept (number int)");

        Assert.NotEqual(Server.Port, other.Port);
        await using var connection = await ConnectAsync(other);
        await RunAsync(connection, "CREATE TABLE kept (number int)");
    }

    protected abstract Task<TServer> StartNewAsync();

    /// <summary>A connection, not pooled, to a database with the same name on every server.</summary>
    protected abstract DbConnection Connection(TServer server);

    private async Task<DbConnection> ConnectAsync(TServer? server = null)
    {
        var connection = Connection(server ?? Server);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    private async Task<int> RunAsync(string sql)
    {
        await using var connection = await ConnectAsync();
        return await RunAsync(connection, sql);
    }

    private static async Task<int> RunAsync(DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt32(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken), CultureInfo.InvariantCulture);
    }
}
