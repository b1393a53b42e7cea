using System.Diagnostics;

namespace CacheKit.Tool.Tests.Processes;

/// <summary>The tool as a process of its own.</summary>
internal static class ToolProcess
{
    /// <summary>Runs the tool as it was built with these tests.</summary>
    public static Task<ToolRun> RunAsync(ToolFolder folder, IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        StartAsync("dotnet", folder, environment, [Path.Combine(AppContext.BaseDirectory, "CacheKit.Tool.dll"), .. arguments]);

    /// <summary>Runs a program in a folder, with a home of its own there, and waits for its end.</summary>
    public static async Task<ToolRun> StartAsync(string program, ToolFolder folder, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder.FullPath,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("DOTNET_ENVIRONMENT");
        start.Environment.Remove("ASPNETCORE_ENVIRONMENT");
        foreach (var (name, value) in environment)
            start.Environment[name] = value;

        using var process = Process.Start(start)!;
        try
        {
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            return new(process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}
