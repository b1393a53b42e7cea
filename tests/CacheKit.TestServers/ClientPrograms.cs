using System.Diagnostics;

namespace CacheKit.TestServers;

/// <summary>Programs that use a server as others do, to compare with.</summary>
public static class ClientPrograms
{
    // Debian's own first: its packages are there, and another Python of this machine may not see them.
    private static readonly string[] _pythons = ["/usr/bin/python3", "python3"];

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(90);

    /// <summary>The full path of a program; skips the test where it is not installed, and fails it in continuous integration.</summary>
    /// <param name="name">The program.</param>
    /// <param name="package">The package of Debian that brings it.</param>
    public static string Require(string name, string package) => ServerPrograms.Require(name, package);

    /// <summary>A Python that has a module; skips the test where there is none, and fails it in continuous integration.</summary>
    /// <param name="module">The module.</param>
    /// <param name="package">The package of Debian that brings it.</param>
    public static async Task<string> RequirePythonAsync(string module, string package)
    {
        foreach (string python in _pythons)
        {
            if (ServerPrograms.Find(python) is { } found && await HasModuleAsync(found, module))
                return found;
        }

        MissingServer.SkipOrFail($"No Python here has the module {module}: apt-get install {package}, or run tests/run.sh, which installs what is missing.");
        throw new InvalidOperationException();
    }

    /// <summary>Runs a program to its end and returns what it printed.</summary>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="input">What it reads.</param>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static async Task<string> RunAsync(string program, IEnumerable<string> arguments, string input = "")
    {
        var (code, output, error) = await RunToEndAsync(program, arguments, input);
        return code == 0 ? output : throw new InvalidOperationException($"{program} ended with exit code {code}:\n{error}");
    }

    private static async Task<bool> HasModuleAsync(string python, string module) =>
        (await RunToEndAsync(python, ["-c", $"import {module}"], "")).Code == 0;

    private static async Task<(int Code, string Output, string Error)> RunToEndAsync(string program, IEnumerable<string> arguments, string input)
    {
        using var limit = new CancellationTokenSource(_patience);
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true },
        };
        process.Start();
        try
        {
            // All at once: each side may wait for the other to read.
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            await process.StandardInput.WriteAsync(input.AsMemory(), limit.Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }
}
