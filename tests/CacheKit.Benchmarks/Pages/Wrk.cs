using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace CacheKit.Benchmarks.Pages;

/// <summary>The load generator wrk.</summary>
internal static partial class Wrk
{
    private const int Connections = 32;

    /// <summary>Asks for a page as often as it can be had.</summary>
    /// <returns>How many answers came, and how many a second.</returns>
    public static async Task<(long Requests, double PerSecond)> RunAsync(Uri page, int seconds)
    {
        using var process = Start(page, seconds);
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0 || Failure().IsMatch(output))
            throw new InvalidOperationException($"wrk met errors at {page}:\n{output}");
        return (
            long.Parse(Requests().Match(output).Groups[1].Value, CultureInfo.InvariantCulture),
            double.Parse(PerSecond().Match(output).Groups[1].Value, CultureInfo.InvariantCulture));
    }

    private static Process Start(Uri page, int seconds)
    {
        try
        {
            return Process.Start(new ProcessStartInfo("wrk", ["-t1", $"-c{Connections}", $"-d{seconds}s", page.ToString()]) { RedirectStandardOutput = true })!;
        }
        catch (Win32Exception exception)
        {
            throw new InvalidOperationException("wrk is not installed; on Debian and Ubuntu: apt-get install -y wrk", exception);
        }
    }

    [GeneratedRegex(@"(\d+) requests in")]
    private static partial Regex Requests();

    [GeneratedRegex(@"Requests/sec:\s+([\d.]+)")]
    private static partial Regex PerSecond();

    [GeneratedRegex("Socket errors|Non-2xx")]
    private static partial Regex Failure();
}
