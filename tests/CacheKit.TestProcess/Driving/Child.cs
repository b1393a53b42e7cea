using System.Diagnostics;
using System.Reflection;

namespace CacheKit.TestProcess.Driving;

/// <summary>A running process of this program, as its driver sees it.</summary>
public sealed class Child : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task _reading;
    private readonly Task<string> _errors;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> _lines = [];

    private Child(Process process)
    {
        _process = process;
        _reading = Task.Run(ReadAsync);
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Whether somebody killed it.</summary>
    public bool WasKilled { get; private set; }

    /// <summary>Whether it has ended, by itself or killed.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>What it has said after its first word.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lines)
                return [.. _lines];
        }
    }

    /// <summary>How many lines it has said.</summary>
    public int LineCount
    {
        get
        {
            lock (_lines)
                return _lines.Count;
        }
    }

    /// <summary>Starts a process; it opens its cache and waits.</summary>
    /// <param name="command">The command and its arguments: <c>count key=hits times=10</c>.</param>
    /// <param name="settings">The settings of the alias.</param>
    /// <param name="shell">What a shell does before, in the process's place: <c>ulimit -f 8</c>; null for no shell.</param>
    public static Child Start(string command, IReadOnlyDictionary<string, string> settings, string? shell = null)
    {
        // It stands beside its driver's assemblies, and of those that both need only the driver's own description says where
        // they are: with another framework some of them are not in the folder.
        string driver = Assembly.GetEntryAssembly()!.Location;
        string[] program =
        [
            "dotnet", "exec",
            "--runtimeconfig", Path.ChangeExtension(driver, "runtimeconfig.json"),
            "--depsfile", Path.ChangeExtension(driver, "deps.json"),
            typeof(Child).Assembly.Location,
        ];
        string[] line = shell is null ? program : ["bash", "-c", $"{shell}; exec \"$@\"", "bash", .. program];
        var start = new ProcessStartInfo(line[0]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments = [.. line[1..], .. command.Split(' '), "--", .. settings.Select(static setting => $"{setting.Key}={setting.Value}")];
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        return new(Process.Start(start) ?? throw new InvalidOperationException("The process could not be started."));
    }

    /// <summary>Waits until its cache is open.</summary>
    public Task WaitUntilReadyAsync() => _ready.Task;

    /// <summary>Lets it begin.</summary>
    public async Task BeginAsync()
    {
        await _ready.Task;
        await _process.StandardInput.WriteLineAsync(Words.Go);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Ends it in the middle of whatever it does, by SIGKILL where there are signals, and reads what it had said.</summary>
    public async Task KillAsync()
    {
        WasKilled = true;
        _process.Kill();
        await _process.WaitForExitAsync();
        await _reading;
    }

    /// <summary>Tells it to end after what it does, and waits for it.</summary>
    /// <returns>What went wrong; null when nothing did.</returns>
    public async Task<string?> EndAsync()
    {
        _process.StandardInput.Close();
        return await WaitAsync();
    }

    /// <summary>Waits until it ends by itself.</summary>
    /// <returns>What went wrong; null when nothing did.</returns>
    public async Task<string?> WaitAsync()
    {
        await _process.WaitForExitAsync();
        await _reading;
        if (_process.ExitCode == 0)
            return null;
        return $"exit code {_process.ExitCode}: {Lines.LastOrDefault(static line => line.StartsWith(Words.Wrong, StringComparison.Ordinal))} {await _errors}";
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        await _reading;
        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line == Words.Ready && _ready.TrySetResult())
                continue;
            lock (_lines)
                _lines.Add(line);
        }

        // One that died at its start is awaited by nobody for ever.
        _ready.TrySetException(new InvalidOperationException($"The process ended before it was ready: {await _errors}"));
        _ = _ready.Task.Exception;
    }
}
