using System.Text.Json;

namespace CacheKit.Tool.Tests.Commands;

/// <summary><c>list</c> and <c>check</c>.</summary>
public sealed class ListCommandTests
{
    private const string Mixed = $$"""
        {
          "default": { "Backend": "{{DictionaryBackend.Name}}", "Location": "list" },
          "memory": { "Backend": "locmem" },
          "off": { "Backend": "dummy" },
          "remote": { "Backend": "memcached", "Location": "user:geheim@host:11211" },
          "slip": { "Backend": "locmme" },
          "down": { "Backend": "{{BrokenBackend.Name}}", "Location": "x", "Timeout": null }
        }
        """;

    [Fact]
    public async Task One_wrong_alias_keeps_nobody_from_the_others()
    {
        using var folder = ToolFolder.WithCaches(Mixed);

        var run = await ToolRun.InAsync(folder, "list", "--json");

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Equal(
            ["default reachable", "down unreachable", "memory not-visible", "off not-visible", "remote wrong", "slip wrong"],
            run.Json.GetProperty("caches").EnumerateArray().Select(static cache => $"{cache.GetProperty("alias")} {cache.GetProperty("state")}"));
    }

    [Fact]
    public async Task What_is_wrong_is_told_beside_the_list()
    {
        using var folder = ToolFolder.WithCaches(Mixed);

        var run = await ToolRun.InAsync(folder, "list");

        Assert.Contains("Caches:slip:Backend is 'locmme': no backend has this name. Did you mean 'locmem'?", run.Errors, StringComparison.Ordinal);
        Assert.Contains("Caches:remote:Location (***@host:11211) has a server that is none (after 0 that are right)", run.Errors, StringComparison.Ordinal);
        Assert.Contains("The cache 'down' (CacheKit.Tool.Tests.BrokenBackend) cannot be reached: the server is on fire", run.Errors, StringComparison.Ordinal);
        Assert.Contains("not visible: it lives in the application's own memory, where no other process can look", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_secret_is_shown()
    {
        using var folder = ToolFolder.WithCaches(Mixed);

        var list = await ToolRun.InAsync(folder, "list");
        var script = await ToolRun.InAsync(folder, "list", "--json");
        var get = await ToolRun.InAsync(folder, "get", "k", "--cache", "remote");

        Assert.Contains("***@host:11211", list.Output, StringComparison.Ordinal);
        Assert.All([list, script, get], static run => Assert.DoesNotContain("geheim", run.Output + run.Errors, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_list_for_a_pipe_has_no_lines_and_no_colours()
    {
        using var folder = ToolFolder.WithCaches($$"""{ "default": { "Backend": "{{DictionaryBackend.Name}}", "Location": "{{new string('l', 300)}}" } }""");

        var run = await ToolRun.InAsync(folder, "list");

        Assert.Equal(2, run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.DoesNotContain('\u001b', run.Output);
        Assert.DoesNotContain('│', run.Output);
    }

    [Fact]
    public async Task Settings_are_told_to_scripts()
    {
        using var folder = ToolFolder.WithCaches(
            $$"""{ "default": { "Backend": "{{DictionaryBackend.Name}}", "Location": "l", "Timeout": "never", "KeyPrefix": "p", "Version": 3 } }""");

        var run = await ToolRun.InAsync(folder, "list", "--json", "--environment", "Staging");

        var cache = Assert.Single(run.Json.GetProperty("caches").EnumerateArray());
        Assert.Equal(("p", 3, JsonValueKind.Null), (cache.GetProperty("keyPrefix").GetString(), cache.GetProperty("version").GetInt32(), cache.GetProperty("timeoutSeconds").ValueKind));
        Assert.Equal("Staging", run.Json.GetProperty("environment").GetString());
        Assert.Equal([folder.Combine("appsettings.json")], run.Json.GetProperty("files").EnumerateArray().Select(static file => file.GetString()));
    }

    [Fact]
    public async Task An_application_without_the_section_has_its_default_in_memory()
    {
        using var folder = ToolFolder.With("{}");

        var run = await ToolRun.InAsync(folder, "list", "--json");

        var cache = Assert.Single(run.Json.GetProperty("caches").EnumerateArray());
        Assert.Equal("default locmem not-visible", $"{cache.GetProperty("alias")} {cache.GetProperty("backend")} {cache.GetProperty("state")}");
    }

    [Fact]
    public async Task A_check_of_what_is_right_succeeds()
    {
        using var folder = ToolFolder.WithCaches(
            $$"""{ "default": { "Backend": "{{DictionaryBackend.Name}}", "Location": "l" }, "memory": {}, "off": { "Backend": "dummy" } }""");

        var run = await ToolRun.InAsync(folder, "check");

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Empty(run.Errors);
    }

    [Fact]
    public async Task A_serializer_that_only_the_application_can_know_is_a_warning()
    {
        using var folder = ToolFolder.WithCaches(
            $$"""{ "default": { "Backend": "{{DictionaryBackend.Name}}", "Location": "l", "Options": { "Serializer": "own" } } }""");

        var run = await ToolRun.InAsync(folder, "check");

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.StartsWith("cachekit: warning: The cache 'default' names the serializer 'own'", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "other": {} }""", "Caches has no alias 'default'")]
    [InlineData("""{ "default": { "Backend": "locmem", "Timeout": "soon" } }""", "Caches:default:Timeout is 'soon'")]
    [InlineData("""{ "default": { "Backend": "locmem", "Options": { "MaxEntires": 3 } } }""", "Caches:default:Options:MaxEntires is unknown. Did you mean 'MaxEntries'?")]
    [InlineData("""{ "default": { "Backend": "locmem", "KeyFunction": "No.Such.Function, Nowhere" } }""", "Caches:default:KeyFunction is 'No.Such.Function, Nowhere'")]
    [InlineData("""{ "default": { "Backend": "locmem", "KeyPrefix": "p", "KeyFunction": "No.Such.Function, Nowhere", "Options": { "ClearScope": "prefix" } } }""", "ClearScope is 'prefix', which cannot be had together with")]
    public async Task A_check_fails_for_a_wrong_configuration(string caches, string error)
    {
        using var folder = ToolFolder.WithCaches(caches);

        var run = await ToolRun.InAsync(folder, "check");

        Assert.Equal(ExitCode.Configuration, run.ExitCode);
        Assert.Contains(error, run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_check_fails_for_a_backend_that_does_not_answer()
    {
        using var folder = ToolFolder.WithCaches($$"""{ "default": { "Backend": "{{BrokenBackend.Name}}" } }""");

        var run = await ToolRun.InAsync(folder, "check", "--json");

        Assert.Equal(ExitCode.Backend, run.ExitCode);
        Assert.Equal("the server is on fire", run.Json.GetProperty("caches")[0].GetProperty("problem").GetString());
    }

    [Fact]
    public async Task A_backend_that_fails_ends_a_command_with_its_reason()
    {
        using var folder = ToolFolder.WithCaches($$"""{ "default": { "Backend": "{{BrokenBackend.Name}}" } }""");

        foreach (string[] command in new[] { ["get", "k"], ["set", "k", "v"], ["add", "k", "v"], ["delete", "k"], ["touch", "k"], ["incr", "k"], ["clear", "--yes"], new[] { "keys" }, ["stats"] })
        {
            var run = await ToolRun.InAsync(folder, command);

            Assert.Equal(ExitCode.Backend, run.ExitCode);
            Assert.Contains("the server is on fire", run.Errors, StringComparison.Ordinal);
            Assert.Empty(run.Output);
        }
    }

    [Theory]
    [InlineData("locmem", "lives in the application's own memory, where no other process can look")]
    [InlineData("dummy", "keeps nothing")]
    public async Task A_cache_that_no_other_process_sees_gives_no_silent_answer(string backend, string reason)
    {
        using var folder = ToolFolder.WithCaches($$"""{ "default": { "Backend": "{{backend}}" } }""");

        foreach (string[] command in new[] { ["get", "k"], ["set", "k", "v"], ["add", "k", "v"], ["delete", "k"], ["touch", "k"], ["incr", "k"], ["clear", "--yes"], new[] { "keys" }, ["stats"] })
        {
            var run = await ToolRun.InAsync(folder, command);

            Assert.Equal(ExitCode.Impossible, run.ExitCode);
            Assert.Equal($"cachekit: The cache 'default' ({backend}) {reason}.\n", run.Errors);
        }
    }
}
