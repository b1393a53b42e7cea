namespace CacheKit.Tool.Tests.Commands;

/// <summary><c>keys</c> and <c>stats</c>.</summary>
public sealed class KeysCommandTests : IDisposable
{
    private readonly ToolApplication _application = new();

    public KeysCommandTests()
    {
        foreach (var key in new[] { ":1:a", ":1:ab", ":1:b*", ":2:old", "foreign" })
            _application.Store[key] = ([0x31, 0x32], null);
    }

    [Fact]
    public async Task A_backend_that_cannot_list_says_so()
    {
        using var folder = ToolFolder.WithCaches("""{ "default": { "Backend": "memcached", "Location": "127.0.0.1:11211" } }""");

        foreach (var command in new[] { "keys", "stats" })
        {
            var run = await ToolRun.InAsync(folder, command);

            Assert.Equal(ExitCode.Impossible, run.ExitCode);
            Assert.Contains("cannot list its entries", run.Errors, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Keys_of_a_key_function_are_final_ones_only()
    {
        using var application = new ToolApplication(settings: $$""", "KeyFunction": "{{KeyFunctions.Name}}" """);
        await application.RunAsync("set", "k", "v");

        var refused = await application.RunAsync("keys");
        var final = await application.RunAsync("keys", "--raw-key");

        Assert.Equal(ExitCode.Usage, refused.ExitCode);
        Assert.Contains("--raw-key lists the final ones", refused.Errors, StringComparison.Ordinal);
        Assert.Equal("K/1/\n", final.Output);
    }

    [Theory]
    [InlineData("a\nab\nb*\n", "keys")]
    [InlineData("a\nab\n", "keys", "a*")]
    [InlineData("ab\nb*\n", "keys", "??")]
    [InlineData("b*\n", "keys", "b\\*")]
    [InlineData("a\n", "keys", "a")]
    [InlineData("old\n", "keys", "--version", "2")]
    [InlineData("", "keys", "z*")]
    [InlineData(":1:a\n:1:ab\n:1:b*\n:2:old\nforeign\n", "keys", "--raw-key")]
    [InlineData("foreign\n", "keys", "f*", "--raw-key")]
    public async Task Keys_are_those_of_the_version_that_match(string expected, params string[] arguments)
    {
        var run = await _application.RunAsync(arguments);

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Equal(expected, run.Output);
        Assert.Empty(run.Errors);
    }

    [Fact]
    public async Task A_limit_says_that_there_are_more()
    {
        var run = await _application.RunAsync("keys", "--limit", "2");
        var script = await _application.RunAsync("keys", "--limit", "2", "--json");
        var exact = await _application.RunAsync("keys", "--limit", "3", "--json");

        Assert.Equal("a\nab\n", run.Output);
        Assert.Contains("There are more; these are the first 2.", run.Errors, StringComparison.Ordinal);
        Assert.True(script.Json.GetProperty("hasMore").GetBoolean());
        Assert.False(exact.Json.GetProperty("hasMore").GetBoolean());
    }

    [Fact]
    public async Task Without_a_limit_all_keys_come()
    {
        for (var number = 0; number < 1500; number++)
            _application.Store[$":1:many:{number}"] = ([0x31], null);

        var limited = await _application.RunAsync("keys", "many:*", "--json");
        var all = await _application.RunAsync("keys", "many:*", "--json", "--limit", "0");

        Assert.Equal((1000, 1500), (limited.Json.GetProperty("keys").GetArrayLength(), all.Json.GetProperty("keys").GetArrayLength()));
    }

    [Fact]
    public async Task A_key_takes_one_line_whatever_it_holds()
    {
        _application.Store[":1:two\nlines\u001b"] = ([0x31], null);

        var run = await _application.RunAsync("keys", "two*");
        var script = await _application.RunAsync("keys", "two*", "--json");

        Assert.Equal("two\\nlines\\u001b\n", run.Output);
        Assert.Equal("two\nlines\u001b", script.Json.GetProperty("keys")[0].GetProperty("key").GetString());
    }

    [Fact]
    public async Task Statistics_are_those_of_the_whole_store()
    {
        var run = await _application.RunAsync("stats", "--json");
        var quick = await _application.RunAsync("stats", "--json", "--count-only");
        var table = await _application.RunAsync("stats");

        Assert.Equal((5, 10, 5), (run.Json.GetProperty("entries").GetInt32(), run.Json.GetProperty("bytes").GetInt32(), run.Json.GetProperty("withoutExpiry").GetInt32()));
        Assert.Equal(5, quick.Json.GetProperty("entries").GetInt32());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, quick.Json.GetProperty("bytes").ValueKind);
        Assert.Matches(@"default +CacheKit\.Tool\.Tests\.DictionaryBackend +5 +10 +5", table.Output);
    }

    [Fact]
    public async Task A_person_sees_how_far_it_is()
    {
        var person = await ToolRun.AtTerminalAsync(_application.Folder, "", "stats");
        var script = await ToolRun.AtTerminalAsync(_application.Folder, "", "stats", "--json");
        var pipe = await _application.RunAsync("stats");

        Assert.Contains("Looking through the entries", person.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("Looking through the entries", person.Output, StringComparison.Ordinal);
        Assert.Empty(script.Errors);
        Assert.Empty(pipe.Errors);
    }

    [Fact]
    public async Task A_person_sees_that_keys_are_looked_through()
    {
        var person = await ToolRun.AtTerminalAsync(_application.Folder, "", "keys");
        var script = await ToolRun.AtTerminalAsync(_application.Folder, "", "keys", "--json");
        var pipe = await _application.RunAsync("keys");

        Assert.Contains("Looking through the keys", person.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("Looking through the keys", person.Output, StringComparison.Ordinal);
        Assert.Empty(script.Errors);
        Assert.Empty(pipe.Errors);
    }

    public void Dispose() => _application.Dispose();
}
