namespace CacheKit.Tool.Tests.Commands;

public sealed class KeyFunctionTests
{
    private const string Missing = """, "KeyFunction": "Shop.Keys.Make, Shop" """;

    [Fact]
    public async Task Keys_cannot_be_made_without_the_key_function()
    {
        using var folder = FolderWith(Missing);

        foreach (string[] command in new[] { ["get", "k"], ["set", "k", "v"], ["add", "k", "v"], ["delete", "k"], ["touch", "k"], ["incr", "k"], new[] { "keys" } })
        {
            var run = await ToolRun.InAsync(folder, command);

            Assert.Equal(ExitCode.Configuration, run.ExitCode);
            Assert.Contains("Caches:default:KeyFunction is 'Shop.Keys.Make, Shop': there is no type", run.Errors, StringComparison.Ordinal);
            Assert.Contains("or give the final key with --raw-key", run.Errors, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_final_key_needs_no_key_function()
    {
        using var folder = FolderWith(Missing);

        var set = await ToolRun.InAsync(folder, "set", "final", "v", "--raw-key");
        var get = await ToolRun.InAsync(folder, "get", "final", "--raw-key");
        var deleted = await ToolRun.InAsync(folder, "delete", "final", "--raw-key");

        Assert.Equal((ExitCode.Done, "v\n", ExitCode.Done), (set.ExitCode, get.Output, deleted.ExitCode));
    }

    [Fact]
    public async Task Whether_tags_were_removed_cannot_be_told_without_the_key_function()
    {
        var location = Guid.NewGuid().ToString("n");
        using var folder = FolderWith(Missing, location);
        DictionaryBackend.Store(location)["final"] = (Convert.FromHexString("87" + "FFFFFFFFFFFFFF7F" + "0000000000000000" + "01" + "0000" + new string('0', 32) + "31"), null);

        var run = await ToolRun.InAsync(folder, "get", "final", "--raw-key");

        Assert.Equal(ExitCode.Configuration, run.ExitCode);
        Assert.Contains("The entry has tags, and whether they were removed stands under keys that the key function makes", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Clearing_everything_needs_no_key_function()
    {
        using var folder = FolderWith(Missing);

        var run = await ToolRun.InAsync(folder, "clear", "--yes");

        Assert.Equal(ExitCode.Done, run.ExitCode);
    }

    [Fact]
    public async Task A_key_function_that_can_be_loaded_makes_the_keys()
    {
        using var application = new ToolApplication(settings: $$""", "KeyFunction": "{{KeyFunctions.Name}}", "KeyPrefix": "p" """);

        await application.RunAsync("set", "k", "v");
        var run = await application.RunAsync("get", "k", "--json");

        Assert.Equal("K/1/p", run.Json.GetProperty("finalKey").GetString());
        Assert.Equal("v", await application.Cache.GetAsync<string>("k", TestContext.Current.CancellationToken));
    }

    private static ToolFolder FolderWith(string settings, string location = "key-functions") =>
        ToolFolder.WithCaches($$"""{ "default": { "Backend": "{{DictionaryBackend.Name}}", "Location": "{{location}}" {{settings}} } }""");
}
