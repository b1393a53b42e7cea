using System.Text.Json;
using CacheKit.TestServers;

namespace CacheKit.Tool.Tests.Servers;

/// <summary>The commands on a real memcached.</summary>
public sealed class MemcachedServerTests : IDisposable
{
    private const string Secret = "geheim";

    private readonly ToolFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_commands_work_on_it_but_those_that_list_keys()
    {
        await using var server = await MemcachedServer.StartNewAsync();
        Configure(server.Location);

        var list = await ToolRun.InAsync(_folder, "list", "--json");
        var check = await ToolRun.InAsync(_folder, "check");

        var listed = list.Json.GetProperty("caches")[0];
        Assert.Equal(("reachable", server.Location), (listed.GetProperty("state").GetString(), listed.GetProperty("location").GetString()));
        Assert.Equal((ExitCode.Done, ""), (check.ExitCode, check.Errors));
        await using var application = new ApplicationBeside(_folder);
        await application.AssertSeesEachChangeAsync();
        foreach (string[] command in (string[][])[["keys"], ["keys", "k*"], ["keys", "--raw-key"], ["stats"], ["stats", "--count-only"]])
        {
            var run = await ToolRun.InAsync(_folder, command);
            Assert.Equal((ExitCode.Impossible, ""), (run.ExitCode, run.Output));
            Assert.Contains("The backend memcached of the cache 'default' cannot list its entries: memcached knows no command for it. Ask for keys by name: get, delete, touch.", run.Errors, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task It_has_no_table_to_make()
    {
        await using var server = await MemcachedServer.StartNewAsync();
        Configure(server.Location);

        var all = await ToolRun.InAsync(_folder, "createcachetable", "--json");
        var named = await ToolRun.InAsync(_folder, "createcachetable", "default");

        Assert.Equal((ExitCode.Done, 0), (all.ExitCode, all.Json.GetProperty("tables").GetArrayLength()));
        Assert.Equal(ExitCode.Usage, named.ExitCode);
        Assert.Contains("No cache has a table 'default'", named.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Binary", "true")]
    [InlineData("Binary", "false")]
    [InlineData("ClearScope", "prefix")]
    public async Task What_the_application_stores_is_found_and_shown_as_what_it_is(string option, string value)
    {
        await using var server = await MemcachedServer.StartNewAsync();
        Configure(server.Location, (option, value), ("CompressAbove", "1000"));
        await using var application = new ApplicationBeside(_folder);
        var cache = application.Cache;
        await cache.SetAsync("number", 42, CacheTimeout.Never, Token);
        await cache.SetAsync("text", "grüß dich", CacheTimeout.Never, Token);
        await cache.SetAsync("bytes", new byte[] { 0, 255 }, CacheTimeout.Never, Token);
        await cache.SetAsync<string?>("null", null, CacheTimeout.Never, Token);
        await cache.SetAsync("json", new[] { 1, 2, 3 }, CacheTimeout.Never, Token);
        await cache.SetAsync("long", new string('x', 5000), CacheTimeout.Never, Token);
        await cache.SetAsync("tagged", 1, new CacheEntryOptions { Tags = ["tag"], Timeout = CacheTimeout.Never }, Token);

        Assert.Equal(("number", "42"), await GetAsync("number"));
        Assert.Equal(("text", "grüß dich"), await GetAsync("text"));
        Assert.Equal(("bytes", "00ff"), await GetAsync("bytes"));
        Assert.Equal(("null", ""), await GetAsync("null"));
        Assert.Equal(("json", "[1,2,3]"), await GetAsync("json"));
        Assert.Equal(("text", new string('x', 5000)), await GetAsync("long"));
        Assert.Equal(("number", "1"), await GetAsync("tagged"));

        await cache.RemoveByTagAsync("tag", Token);
        Assert.Equal(ExitCode.No, (await ToolRun.InAsync(_folder, "get", "tagged")).ExitCode);
    }

    [Theory]
    [InlineData("rendezvous")]
    [InlineData("modula")]
    [InlineData("ketama")]
    public async Task Of_several_servers_it_asks_the_one_that_the_application_uses(string distribution)
    {
        await using var one = await MemcachedServer.StartNewAsync();
        await using var other = await MemcachedServer.StartNewAsync();
        Configure($"{one.Location},{other.Location}", ("Distribution", distribution));
        await using var application = new ApplicationBeside(_folder);
        for (int key = 0; key < 20; key++)
            await application.Cache.SetAsync($"key{key}", key, CacheTimeout.Never, Token);

        for (int key = 0; key < 20; key++)
            Assert.Equal($"{key}\n", (await ToolRun.InAsync(_folder, "get", $"key{key}")).Output);

        await application.AssertSeesEachChangeAsync();
        Assert.Equal(ExitCode.Done, (await ToolRun.InAsync(_folder, "clear", "--yes")).ExitCode);
        Assert.Empty(await application.Cache.GetManyAsync<int>(Enumerable.Range(0, 20).Select(static key => $"key{key}"), Token));
    }

    [Fact]
    public async Task One_of_several_servers_that_is_down_fails_the_check_and_is_named()
    {
        await using var one = await MemcachedServer.StartNewAsync();
        await using var other = await MemcachedServer.StartNewAsync();
        Configure($"{one.Location},{other.Location}");
        await other.KillAsync();

        var list = await ToolRun.InAsync(_folder, "list", "--json");
        var check = await ToolRun.InAsync(_folder, "check");

        Assert.Equal("unreachable", list.Json.GetProperty("caches")[0].GetProperty("state").GetString());
        Assert.Equal(ExitCode.Backend, check.ExitCode);
        Assert.Contains(other.Location, check.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain($"{one.Location}:", check.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_ClearScope_prefix_its_own_entries_go_and_no_others()
    {
        await using var server = await MemcachedServer.StartNewAsync();
        Configure(server.Location, ("ClearScope", "prefix"));
        await using var application = new ApplicationBeside(_folder);
        await application.Cache.SetAsync("key", 1, CacheTimeout.Never, Token);
        using var foreign = new ToolFolder();
        foreign.Write(
            "appsettings.json", $$"""{ "Caches": { "default": { "Backend": "memcached", "Location": "{{server.Location}}", "KeyPrefix": "foreign" } } }""");
        Assert.Equal(ExitCode.Done, (await ToolRun.InAsync(foreign, "set", "key", "2", "--number")).ExitCode);

        Assert.Equal(ExitCode.Done, (await ToolRun.InAsync(_folder, "clear", "--yes")).ExitCode);

        Assert.False(await application.Cache.ContainsAsync("key", Token));
        Assert.Equal("2\n", (await ToolRun.InAsync(foreign, "get", "key")).Output);
    }

    [Fact]
    public async Task A_key_that_memcached_cannot_hold_is_told_as_such()
    {
        await using var server = await MemcachedServer.StartNewAsync();
        Configure(server.Location);

        foreach (string[] command in (string[][])[["get", "not fine"], ["set", "not fine", "1"], ["add", "not fine", "1"], ["incr", "not fine"], ["touch", "not fine", "--timeout", "1"], ["delete", "not fine"]])
        {
            var run = await ToolRun.InAsync(_folder, command);
            Assert.Equal(ExitCode.Usage, run.ExitCode);
            Assert.Contains("not fine", run.Errors, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_value_that_is_too_large_is_told_with_what_to_do()
    {
        await using var server = await MemcachedServer.StartNewAsync();
        Configure(server.Location);
        _folder.Write("large", new string('x', 2_000_000));

        var run = await ToolRun.InAsync(_folder, "set", "k", "--file", "large");

        Assert.Equal(ExitCode.Backend, run.ExitCode);
        Assert.Contains("-I", run.Errors, StringComparison.Ordinal);
        Assert.Equal(ExitCode.No, (await ToolRun.InAsync(_folder, "get", "k")).ExitCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_wrong_password_is_told_with_what_to_check_and_shown_nowhere(bool sasl)
    {
        await using var server = await MemcachedServer.StartNewAsync(new() { User = "alice", Password = Secret, UsesSasl = sasl });
        Configure(server.Location, ("Username", server.UserName!), ("Password", Secret), ("Binary", sasl ? "true" : "false"));
        var right = await ToolRun.InAsync(_folder, "check");
        Configure(server.Location, ("Username", server.UserName!), ("Password", "falsch"), ("Binary", sasl ? "true" : "false"));

        var list = await ToolRun.InAsync(_folder, "list", "--json");
        var check = await ToolRun.InAsync(_folder, "check");

        Assert.Equal((ExitCode.Done, ""), (right.ExitCode, right.Errors));
        Assert.Equal(ExitCode.Backend, check.ExitCode);
        Assert.Contains("check Options:Username", check.Errors, StringComparison.Ordinal);
        Assert.All([right, list, check], static run =>
        {
            Assert.DoesNotContain(Secret, run.Output + run.Errors, StringComparison.Ordinal);
            Assert.DoesNotContain("falsch", run.Output + run.Errors, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task A_server_that_is_down_fails_what_needs_it()
    {
        await using var server = await MemcachedServer.StartNewAsync();
        await server.KillAsync();
        Configure(server.Location);

        var list = await ToolRun.InAsync(_folder, "list", "--json");

        Assert.Equal(ExitCode.Done, list.ExitCode);
        Assert.Equal("unreachable", list.Json.GetProperty("caches")[0].GetProperty("state").GetString());
        foreach (string[] command in (string[][])[["check"], ["get", "k"], ["set", "k", "1"], ["add", "k", "1"], ["incr", "k"], ["touch", "k", "--timeout", "1"], ["delete", "k"], ["clear", "--yes"]])
        {
            var run = await ToolRun.InAsync(_folder, command);
            Assert.Equal(ExitCode.Backend, run.ExitCode);
            Assert.Contains("check that it runs, and host and port in Location", run.Errors, StringComparison.Ordinal);
        }
    }

    public void Dispose() => _folder.Dispose();

    private async Task<(string? Kind, string? Value)> GetAsync(string key)
    {
        var run = await ToolRun.InAsync(_folder, "get", key, "--json");
        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Errors));
        string shown = run.Json.TryGetProperty("hex", out var hex) ? $"{hex}" : $"{run.Json.GetProperty("value")}";
        return (run.Json.GetProperty("kind").GetString(), shown);
    }

    private void Configure(string location, params (string Name, string Value)[] options)
    {
        var all = options.ToDictionary(static option => option.Name, static option => option.Value);
        all["Timeout"] = all["ConnectTimeout"] = "60";
        _folder.Write("appsettings.json", $$"""
            { "Caches": { "default": { "Backend": "memcached", "Location": "{{location}}", "KeyPrefix": "shop", "Options": {{JsonSerializer.Serialize(all)}} } } }
            """);
    }
}
