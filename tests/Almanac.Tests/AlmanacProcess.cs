using System.Diagnostics;

namespace Almanac.Tests;

/// <summary>The sample as a process of its own, as <c>dotnet run</c> starts it.</summary>
public sealed class AlmanacProcess : IAsyncDisposable
{
    private const string AddressMark = "Now listening on: ";

    private readonly Process _process;

    private AlmanacProcess(Process process) => _process = process;

    /// <summary>Starts it on a free port of the loopback address.</summary>
    public static AlmanacProcess Start(string databaseFile)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            // The sample's own files stand beside the tests.
            WorkingDirectory = AppContext.BaseDirectory,
            RedirectStandardOutput = true,
        };
        foreach (var argument in (string[])["Almanac.dll", "--urls", "http://127.0.0.1:0", "--Almanac:Database", databaseFile])
            start.ArgumentList.Add(argument);
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        return new AlmanacProcess(Process.Start(start)!);
    }

    /// <summary>The address that it prints.</summary>
    public async Task<Uri> ReadAddressAsync()
    {
        var printed = new List<string>();
        while (await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.IndexOf(AddressMark, StringComparison.Ordinal) is >= 0 and var index)
                return new Uri(line[(index + AddressMark.Length)..]);
            printed.Add(line);
        }

        throw new InvalidOperationException("The sample ended without printing its address: " + string.Join('\n', printed));
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }
}
