using CacheKit.TestServers;

namespace CacheKit.Tool.Tests.Servers;

/// <summary>The commands on a real Redis.</summary>
public sealed class RedisServerTests : IDisposable
{
    private const string Secret = "geheim";

    private readonly ToolFolder _folder = new();

    [Fact]
    public async Task All_commands_work_on_it()
    {
        await using var server = await RedisServer.StartNewAsync(new() { Password = Secret });
        Configure($"redis://:{Secret}@127.0.0.1:{server.Port}/1");

        var list = await ToolRun.InAsync(_folder, "list", "--json");
        var check = await ToolRun.InAsync(_folder, "check");

        var listed = list.Json.GetProperty("caches")[0];
        Assert.Equal(
            ("reachable", $"redis://127.0.0.1:{server.Port}/1"), (listed.GetProperty("state").GetString(), listed.GetProperty("location").GetString()));
        Assert.Equal((ExitCode.Done, ""), (check.ExitCode, check.Errors));
        await using var application = new ApplicationBeside(_folder);
        await application.AssertSeesEachChangeAsync();
        await application.Cache.SetAsync("k", 42, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal("42\n", (await ToolRun.InAsync(_folder, "get", "k")).Output);
        Assert.Equal("k\n", (await ToolRun.InAsync(_folder, "keys")).Output);
        Assert.Equal(1, (await ToolRun.InAsync(_folder, "stats", "--json")).Json.GetProperty("entries").GetInt32());
    }

    [Fact]
    public async Task A_server_that_is_down_fails_what_needs_it_and_shows_no_secret()
    {
        await using var server = await RedisServer.StartNewAsync();
        await server.KillAsync();
        Configure($"redis://:{Secret}@127.0.0.1:{server.Port}");

        var list = await ToolRun.InAsync(_folder, "list", "--json");
        var check = await ToolRun.InAsync(_folder, "check");
        var get = await ToolRun.InAsync(_folder, "get", "k");

        Assert.Equal("unreachable", list.Json.GetProperty("caches")[0].GetProperty("state").GetString());
        Assert.Equal((ExitCode.Done, ExitCode.Backend, ExitCode.Backend), (list.ExitCode, check.ExitCode, get.ExitCode));
        Assert.All([list, check, get], static run => Assert.DoesNotContain(Secret, run.Output + run.Errors, StringComparison.Ordinal));
        Assert.All(
            [check, get],
            static run => Assert.Contains("check that the server runs, and host and port in Location", run.Errors, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_wrong_password_is_told_with_what_to_check()
    {
        await using var server = await RedisServer.StartNewAsync(new() { Password = Secret });
        Configure($"redis://:falsch@127.0.0.1:{server.Port}");

        var check = await ToolRun.InAsync(_folder, "check");

        Assert.Equal(ExitCode.Backend, check.ExitCode);
        Assert.Contains("it refuses the user name or the password", check.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("falsch", check.Output + check.Errors, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    // With a limit for a machine that has much else to do.
    private void Configure(string location) => _folder.Write("appsettings.json", $$"""
        { "Caches": { "default": { "Backend": "redis", "Location": "{{location}}", "Options": { "Timeout": 30 } } } }
        """);
}
