namespace CacheKit.Tool.Tests.Commands;

public sealed class ClearCommandTests : IDisposable
{
    private readonly ToolApplication _application = new();

    public ClearCommandTests() => _application.Store["anything"] = ([0x31], null);

    [Theory]
    [InlineData("clear")]
    [InlineData("clear", "--json")]
    public async Task With_nobody_to_ask_nothing_is_removed(params string[] arguments)
    {
        var run = await _application.RunAsync(arguments);

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains("say --yes", run.Errors, StringComparison.Ordinal);
        Assert.Single(_application.Store);
    }

    [Theory]
    [InlineData("n\n")]
    [InlineData("\n")]
    [InlineData("")]
    public async Task Any_answer_but_yes_removes_nothing(string typed)
    {
        var run = await ToolRun.AtTerminalAsync(_application.Folder, typed, "clear");

        Assert.Equal(ExitCode.No, run.ExitCode);
        Assert.Contains("Nothing was removed", run.Errors, StringComparison.Ordinal);
        Assert.Single(_application.Store);
    }

    [Fact]
    public async Task Yes_removes_everything_and_was_told_what_that_is()
    {
        var run = await ToolRun.AtTerminalAsync(_application.Folder, "y\n", "clear");

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Contains("everything in the store of the cache 'default'", run.Errors, StringComparison.Ordinal);
        Assert.Contains("also what other applications put there", run.Errors, StringComparison.Ordinal);
        Assert.Empty(run.Output);
        Assert.Empty(_application.Store);
    }

    [Fact]
    public async Task A_script_says_yes_beforehand()
    {
        var run = await _application.RunAsync("clear", "--yes", "--json");

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.True(run.Json.GetProperty("cleared").GetBoolean());
        Assert.Empty(_application.Store);
    }

    [Fact]
    public async Task A_person_sees_that_it_goes_on()
    {
        var person = await ToolRun.AtTerminalAsync(_application.Folder, "", "clear", "--yes");
        var pipe = await _application.RunAsync("clear", "--yes");

        Assert.Contains("Removing the entries", person.Errors, StringComparison.Ordinal);
        Assert.Empty(person.Output);
        Assert.Empty(pipe.Errors);
    }

    [Fact]
    public async Task Caches_that_share_the_store_are_named()
    {
        using var folder = ToolFolder.WithCaches($$"""
            {
              "default": { "Backend": "{{DictionaryBackend.Name}}", "Location": "shared" },
              "sessions": { "Backend": "{{DictionaryBackend.Name}}", "Location": "shared", "KeyPrefix": "s" },
              "apart": { "Backend": "{{DictionaryBackend.Name}}", "Location": "apart" }
            }
            """);

        var run = await ToolRun.InAsync(folder, "clear");

        Assert.Contains("those of the cache 'sessions' among it", run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("'apart'", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_prefix_keeps_what_is_not_under_it()
    {
        using var application = new ToolApplication(settings: """, "KeyPrefix": "shop", "Options": { "ClearScope": "prefix" } """);
        await application.RunAsync("set", "k", "v");
        application.Store["other:1:k"] = ([0x31], null);

        var asked = await application.RunAsync("clear");
        await application.RunAsync("clear", "--yes");

        Assert.Contains("whose keys begin with 'shop:', in all versions", asked.Errors, StringComparison.Ordinal);
        Assert.Equal(["other:1:k"], application.Store.Keys);
    }

    public void Dispose() => _application.Dispose();
}
