using System.Collections.Concurrent;
using System.Diagnostics;

namespace CacheKit.TestServers;

/// <summary>The process of a server and those that it has started itself.</summary>
internal sealed class ServerProcess : IDisposable
{
    private const int LinesKept = 40;

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();

    private ServerProcess(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? variables = null, string input = "")
    {
        _process = new Process { StartInfo = UnprivilegedUser.Command(program, arguments) };
        foreach (var (name, value) in variables ?? new Dictionary<string, string>())
            _process.StartInfo.Environment[name] = value;
        // Read to the end, so that a server with much to say never waits for a reader.
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        // It reads no more than it is given; and a stopped test run's terminal is not its own.
        _process.StartInfo.RedirectStandardInput = true;
        _process.StartInfo.RedirectStandardOutput = true;
        _process.StartInfo.RedirectStandardError = true;
        LastingThread.Run(() => _process.Start());
        AppDomain.CurrentDomain.ProcessExit += KillAtExit;
        _process.StandardInput.Write(input);
        _process.StandardInput.Close();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public bool HasEnded => _process.HasExited;

    /// <summary>What it printed last.</summary>
    public string Output => string.Join('\n', _lines);

    public static ServerProcess Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? variables = null) =>
        new(program, arguments, variables);

    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static Task RunAsync(string program, params IEnumerable<string> arguments) => RunWithInputAsync(program, "", arguments);

    /// <summary>Runs a program to its end that reads something first.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static async Task RunWithInputAsync(string program, string input, params IEnumerable<string> arguments)
    {
        using var process = new ServerProcess(program, arguments, input: input);
        await process.WaitForEndAsync();
        if (process._process.ExitCode != 0)
            throw new InvalidOperationException($"{program} ended with exit code {process._process.ExitCode}:\n{process.Output}");
    }

    public void Signal(int signal) => Signals.Send(_process.Id, signal);

    // The parent first, so that it starts no more children.
    public void Pause()
    {
        StoppedProcess.Stop(_process.Id);
        foreach (var child in Signals.ChildrenOf(_process.Id))
            StoppedProcess.Stop(child);
    }

    public void Resume()
    {
        foreach (var child in Signals.ChildrenOf(_process.Id))
            Signals.Send(child, Signals.Continue);
        Signal(Signals.Continue);
    }

    public void Kill()
    {
        Signal(Signals.Stop);
        foreach (var child in Signals.ChildrenOf(_process.Id))
            Signals.Send(child, Signals.Kill);
        Signal(Signals.Kill);
    }

    public Task WaitForEndAsync() => _process.WaitForExitAsync();

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= KillAtExit;
        _process.Dispose();
    }

    private void KillAtExit(object? sender, EventArgs arguments)
    {
        if (!_process.HasExited)
            Kill();
    }

    private void Keep(string? line)
    {
        if (line is null)
            return;
        _lines.Enqueue(line);
        if (_lines.Count > LinesKept)
            _lines.TryDequeue(out _);
    }
}
