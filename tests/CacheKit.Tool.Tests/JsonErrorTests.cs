using System.Text.Json;

namespace CacheKit.Tool.Tests;

/// <summary>With <c>--json</c> what is wrong is a document too, one on each line of the error stream.</summary>
public sealed class JsonErrorTests
{
    [Fact]
    public async Task A_command_line_that_is_wrong()
    {
        using var application = new ToolApplication();

        var run = await application.RunAsync("get", "--json", "k", "--versoin", "2");

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Empty(run.Output);
        Assert.All(Lines(run), static line => Assert.NotEmpty(line.GetProperty("error").GetString()!));
    }

    [Fact]
    public async Task A_folder_without_settings()
    {
        using var folder = new ToolFolder();

        var run = await ToolRun.InAsync(folder, "list", "--json");

        Assert.Equal(ExitCode.Configuration, run.ExitCode);
        Assert.StartsWith("There is no appsettings.json", Assert.Single(Lines(run)).GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_of_several_lines_is_one_document()
    {
        using var folder = ToolFolder.WithCaches("""{ "default": { "Backend": "file", "Location": "relative", "Timeout": "soon" } }""");

        var run = await ToolRun.InAsync(folder, "get", "k", "--json");

        Assert.Equal(ExitCode.Configuration, run.ExitCode);
        Assert.Contains("Timeout", Assert.Single(Lines(run)).GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_warning()
    {
        using var application = new ToolApplication(settings: """, "Options": { "Serializer": "own" } """);

        var run = await application.RunAsync("check", "--json");

        Assert.Contains("the serializer 'own'", Assert.Single(Lines(run)).GetProperty("warning").GetString(), StringComparison.Ordinal);
    }

    private static IEnumerable<JsonElement> Lines(ToolRun run) =>
        run.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonSerializer.Deserialize<JsonElement>(line));
}
