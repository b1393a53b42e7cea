using System.Text;
using System.Text.Json;
using CacheKit.Tool.CommandLine;
using CacheKit.Tool.Output;

namespace CacheKit.Tool.Tests;

/// <summary>One run of the tool within this process: what it returned and wrote.</summary>
public sealed record ToolRun(int ExitCode, string Output, string Errors)
{
    /// <summary>The answer to <c>--json</c>.</summary>
    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Output);

    /// <summary>Runs a command in the folder of an application, as a script would.</summary>
    public static Task<ToolRun> InAsync(ToolFolder folder, params string[] arguments) => WithInputAsync(folder, [], arguments);

    /// <summary>As <see cref="InAsync"/>, with something in its input.</summary>
    public static Task<ToolRun> WithInputAsync(ToolFolder folder, byte[] input, params string[] arguments) =>
        RunAsync(folder, input, isTerminal: false, arguments);

    /// <summary>Runs a command as a person at a terminal would, who types something in.</summary>
    public static Task<ToolRun> AtTerminalAsync(ToolFolder folder, string typed, params string[] arguments) =>
        RunAsync(folder, Encoding.UTF8.GetBytes(typed), isTerminal: true, arguments);

    private static async Task<ToolRun> RunAsync(ToolFolder folder, byte[] input, bool isTerminal, string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        using var content = new MemoryStream(input);
        var console = new ToolConsole
        {
            Out = output,
            Error = errors,
            In = content,
            IsInputTerminal = isTerminal,
            IsOutputTerminal = isTerminal,
            IsErrorTerminal = isTerminal,
            Folder = folder.FullPath,
        };
        var code = await ToolCommandLine.RunAsync(arguments, console, TestContext.Current.CancellationToken);
        return new(code, output.ToString(), errors.ToString());
    }
}
