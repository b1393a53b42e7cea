using System.Diagnostics;
using System.Text;
using CacheKit.TestServers;

namespace CacheKit.Packages.Tests;

/// <summary>A program that runs to its end, as a person or a script would start it.</summary>
internal static class ChildProcess
{
    // An application is compiled ahead of time within a minute on two idle cores.
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(8);

    // "Unable to load the service index for source": what only a network brings is not to be had.
    private const string UnreachableSource = "NU1301";

    private static readonly Dictionary<string, string?> _variables = new()
    {
        ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
        ["DOTNET_NOLOGO"] = "1",
        ["DOTNET_CLI_UI_LANGUAGE"] = "en",
        // Neither nodes of MSBuild nor a compiler that would outlive the test and hold its streams open.
        ["MSBUILDDISABLENODEREUSE"] = "1",
        ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0",
        ["UseSharedCompilation"] = "false",
    };

    /// <summary>How to start a program in a folder.</summary>
    /// <param name="program">The program.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="variables">Variables of its environment; null for one that it does not have.</param>
    /// <param name="arguments">Its arguments.</param>
    public static ProcessStartInfo Describe(string program, string folder, IReadOnlyDictionary<string, string?> variables, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in _variables.Concat(variables))
            start.Environment[name] = value;
        return start;
    }

    /// <summary>Runs it and returns what it printed; skips the test where it needs a package and no registry can be reached.</summary>
    /// <exception cref="InvalidOperationException">It failed; or, in continuous integration, no registry can be reached.</exception>
    public static async Task<string> RunAsync(
        string program, string folder, IReadOnlyDictionary<string, string?> variables, params IEnumerable<string> arguments)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(_patience);
        using var process = new Process { StartInfo = Describe(program, folder, variables, arguments) };
        var printed = new StringBuilder();
        process.OutputDataReceived += (_, line) => Append(printed, line.Data);
        process.ErrorDataReceived += (_, line) => Append(printed, line.Data);
        process.Start();
        try
        {
            process.StandardInput.Close();
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            await process.WaitForExitAsync(limit.Token);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }

        var output = printed.ToString();
        if (process.ExitCode == 0)
            return output;
        if (output.Contains(UnreachableSource, StringComparison.Ordinal))
            MissingServer.SkipOrFail($"A package is not on this machine, and NuGet cannot be reached:\n{output}");
        throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with exit code {process.ExitCode}:\n{output}");
    }

    private static void Append(StringBuilder printed, string? line)
    {
        // Two streams speak at once.
        lock (printed)
        {
            if (line is not null)
                printed.Append(line).Append('\n');
        }
    }
}
