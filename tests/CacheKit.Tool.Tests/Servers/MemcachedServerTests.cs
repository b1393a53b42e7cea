using CacheKit.TestServers;

namespace CacheKit.Tool.Tests.Servers;

/// <summary>The commands on a real memcached.</summary>
public sealed class MemcachedServerTests : IDisposable
{
    private readonly ToolFolder _folder = new();

    [Fact]
    public async Task All_commands_work_on_it_but_those_that_list_keys()
    {
        await using var server = await MemcachedServer.StartNewAsync();
        Configure(server);

        var list = await ToolRun.InAsync(_folder, "list", "--json");
        var check = await ToolRun.InAsync(_folder, "check");

        var listed = list.Json.GetProperty("caches")[0];
        Assert.Equal(("reachable", server.Location), (listed.GetProperty("state").GetString(), listed.GetProperty("location").GetString()));
        Assert.Equal((ExitCode.Done, ""), (check.ExitCode, check.Errors));
        Assert.Equal(ExitCode.Done, (await ToolRun.InAsync(_folder, "set", "k", "41", "--number")).ExitCode);
        Assert.Equal("42\n", (await ToolRun.InAsync(_folder, "incr", "k")).Output);
        Assert.Equal(ExitCode.No, (await ToolRun.InAsync(_folder, "add", "k", "1")).ExitCode);
        Assert.Equal(ExitCode.Done, (await ToolRun.InAsync(_folder, "touch", "k", "--timeout", "60")).ExitCode);
        Assert.Equal("42\n", (await ToolRun.InAsync(_folder, "get", "k")).Output);
        Assert.Equal(ExitCode.Done, (await ToolRun.InAsync(_folder, "delete", "k")).ExitCode);
        Assert.Equal(ExitCode.Done, (await ToolRun.InAsync(_folder, "set", "k", "text")).ExitCode);
        Assert.Equal(ExitCode.Done, (await ToolRun.InAsync(_folder, "clear", "--yes")).ExitCode);
        Assert.Equal(ExitCode.No, (await ToolRun.InAsync(_folder, "get", "k")).ExitCode);
        foreach (string command in (string[])["keys", "stats"])
        {
            var run = await ToolRun.InAsync(_folder, command);
            Assert.Equal(ExitCode.Impossible, run.ExitCode);
            Assert.Contains("The backend memcached of the cache 'default' cannot list its entries: memcached knows no command for it. Ask for keys by name: get, delete, touch.", run.Errors, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_server_that_is_down_fails_what_needs_it()
    {
        await using var server = await MemcachedServer.StartNewAsync();
        await server.KillAsync();
        Configure(server);

        var list = await ToolRun.InAsync(_folder, "list", "--json");
        var check = await ToolRun.InAsync(_folder, "check");
        var get = await ToolRun.InAsync(_folder, "get", "k");

        Assert.Equal("unreachable", list.Json.GetProperty("caches")[0].GetProperty("state").GetString());
        Assert.Equal((ExitCode.Done, ExitCode.Backend, ExitCode.Backend), (list.ExitCode, check.ExitCode, get.ExitCode));
        Assert.All([check, get], static run => Assert.Contains("check that it runs, and host and port in Location", run.Errors, StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Dispose();

    private void Configure(MemcachedServer server) => _folder.Write("appsettings.json", $$"""
        { "Caches": { "default": { "Backend": "memcached", "Location": "{{server.Location}}", "Options": { "Timeout": 60 } } } }
        """);
}
