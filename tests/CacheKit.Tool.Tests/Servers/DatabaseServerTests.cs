using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using CacheKit.TestServers;

namespace CacheKit.Tool.Tests.Servers;

public sealed class DatabaseServerTests(DatabaseServers servers) : IDisposable
{
    private readonly ToolFolder _folder = new();

    public static TheoryData<string> Backends => ["postgresql", "mysql"];

    [Theory]
    [InlineData("postgresql", "Host=127.0.0.1;Port={0};Username=shop;Password=geheim;Database=shop;Timeout=5")]
    [InlineData("mysql", "Server=127.0.0.1;Port={0};User ID=shop;Password=geheim;Database=shop;ConnectionTimeout=5")]
    public async Task A_server_that_is_down_fails_what_needs_it_and_shows_no_secret(string backend, string connectionString)
    {
        Configure(backend, connectionString.Replace("{0}", $"{ClosedPort()}", StringComparison.Ordinal));

        var list = await ToolRun.InAsync(_folder, "list", "--json");
        var check = await ToolRun.InAsync(_folder, "check");
        var get = await ToolRun.InAsync(_folder, "get", "k");
        var create = await ToolRun.InAsync(_folder, "createcachetable");

        Assert.Equal("unreachable", list.Json.GetProperty("caches")[0].GetProperty("state").GetString());
        Assert.Equal((ExitCode.Done, ExitCode.Backend, ExitCode.Backend, ExitCode.Backend), (list.ExitCode, check.ExitCode, get.ExitCode, create.ExitCode));
        Assert.All([list, check, get, create], static run => Assert.DoesNotContain("geheim", run.Output + run.Errors, StringComparison.Ordinal));
        Assert.All([check, get, create], static run => Assert.NotEmpty(run.Errors));
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task A_missing_table_fails_the_check_with_the_command_that_makes_it(string backend)
    {
        Configure(backend, await servers.CreateDatabaseAsync(backend));

        var run = await ToolRun.InAsync(_folder, "check");

        Assert.Equal(ExitCode.Backend, run.ExitCode);
        Assert.Contains("cachekit createcachetable", run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(PostgreSqlServer.Password, run.Output + run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task A_dry_run_shows_the_SQL_and_makes_nothing(string backend)
    {
        Configure(backend, await servers.CreateDatabaseAsync(backend));

        var dryRun = await ToolRun.InAsync(_folder, "createcachetable", "--dry-run");
        var check = await ToolRun.InAsync(_folder, "check");

        Assert.Equal(ExitCode.Done, dryRun.ExitCode);
        Assert.StartsWith("CREATE ", dryRun.Output, StringComparison.Ordinal);
        Assert.Contains("My Entries", dryRun.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Backend, check.ExitCode);
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task A_deployment_makes_the_table_once_and_then_all_works(string backend)
    {
        Configure(backend, await servers.CreateDatabaseAsync(backend));

        var first = await ToolRun.InAsync(_folder, "createcachetable", "--json");
        var second = await ToolRun.InAsync(_folder, "createcachetable", "--database", "Shop", "--json");
        var check = await ToolRun.InAsync(_folder, "check");

        Assert.True(TableOf(first).GetProperty("created").GetBoolean());
        Assert.False(TableOf(second).GetProperty("created").GetBoolean());
        Assert.Equal((ExitCode.Done, ""), (check.ExitCode, check.Errors));
        Assert.Equal(ExitCode.Done, (await ToolRun.InAsync(_folder, "set", "k", "41", "--number")).ExitCode);
        Assert.Equal("42\n", (await ToolRun.InAsync(_folder, "incr", "k")).Output);
        Assert.Equal("k\n", (await ToolRun.InAsync(_folder, "keys")).Output);
        Assert.Equal(1, (await ToolRun.InAsync(_folder, "stats", "--json")).Json.GetProperty("entries").GetInt32());
        Assert.Equal(ExitCode.Done, (await ToolRun.InAsync(_folder, "clear", "--yes")).ExitCode);
        Assert.Equal(ExitCode.No, (await ToolRun.InAsync(_folder, "get", "k")).ExitCode);
    }

    public void Dispose() => _folder.Dispose();

    private static JsonElement TableOf(ToolRun run)
    {
        Assert.Equal("", run.Errors);
        return Assert.Single(run.Json.GetProperty("tables").EnumerateArray());
    }

    private static int ClosedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void Configure(string backend, string connectionString) => _folder.Write("appsettings.json", $$"""
        {
          "ConnectionStrings": { "Shop": {{JsonSerializer.Serialize(connectionString)}} },
          "Caches": { "default": { "Backend": "{{backend}}", "Location": "My Entries", "Options": { "ConnectionStringName": "Shop" } } }
        }
        """);
}
