using System.Collections.Concurrent;
using System.Diagnostics;

namespace Almanac.Tests;

/// <summary>The sample as a process of its own, as <c>dotnet run</c> starts it.</summary>
public sealed class AlmanacProcess : IAsyncDisposable
{
    private const string AddressMark = "Now listening on: ";

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _printed = new();
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private AlmanacProcess(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start };
        // Read to the end, so that a site with much to say never waits for a reader.
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
    }

    /// <summary>Starts it on a free port of the loopback address, with its database and its home in a folder.</summary>
    public static AlmanacProcess Start(TemporaryFolder folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            // The sample's own files stand beside the tests.
            WorkingDirectory = AppContext.BaseDirectory,
            RedirectStandardOutput = true,
        };
        string[] all = ["Almanac.dll", "--urls", "http://127.0.0.1:0", "--Almanac:Database", folder.Combine("almanac.db"), .. arguments];
        foreach (var argument in all)
            start.ArgumentList.Add(argument);
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        // Where ASP.NET Core keeps the keys of its cookies.
        start.Environment["HOME"] = folder.FullPath;
        return new AlmanacProcess(start);
    }

    /// <summary>The address that it prints.</summary>
    public Task<Uri> ReadAddressAsync() => _address.Task.WaitAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    private void Hear(string? line)
    {
        if (line is null)
        {
            _address.TrySetException(new InvalidOperationException("The sample ended without printing its address: " + string.Join('\n', _printed)));
            return;
        }

        _printed.Enqueue(line);
        if (line.IndexOf(AddressMark, StringComparison.Ordinal) is >= 0 and var index)
            _address.TrySetResult(new Uri(line[(index + AddressMark.Length)..]));
    }
}
