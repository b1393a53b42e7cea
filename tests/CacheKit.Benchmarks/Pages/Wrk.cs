using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace CacheKit.Benchmarks.Pages;

/// <summary>The load generator wrk.</summary>
internal static partial class Wrk
{
    private static readonly string _scripts = Directory.CreateTempSubdirectory("cachekit-wrk-").FullName;

    /// <summary>Asks for pages as often as they can be had.</summary>
    /// <param name="pages">Below it lie the pages, which are numbered.</param>
    /// <param name="load">How they are asked for.</param>
    /// <param name="seconds">For how long.</param>
    public static async Task<WrkFigures> RunAsync(Uri pages, PageLoad load, int seconds)
    {
        using var process = Start(pages, load, seconds);
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0 || Failure().IsMatch(output))
            throw new InvalidOperationException($"wrk met errors at {pages}:\n{output}");
        return new(
            long.Parse(Requests().Match(output).Groups[1].Value, CultureInfo.InvariantCulture),
            double.Parse(PerSecond().Match(output).Groups[1].Value, CultureInfo.InvariantCulture),
            Milliseconds(SlowestPercent().Match(output)));
    }

    private static Process Start(Uri pages, PageLoad load, int seconds)
    {
        string[] arguments = ["-t1", $"-c{load.Connections}", $"-d{seconds}s", "--latency", "-s", Script(pages, load), pages.ToString()];
        try
        {
            return Process.Start(new ProcessStartInfo("wrk", arguments) { RedirectStandardOutput = true })!;
        }
        catch (Win32Exception exception)
        {
            throw new InvalidOperationException("wrk is not installed; on Debian and Ubuntu: apt-get install -y wrk", exception);
        }
    }

    // The requests are made before the run: what wrk does for each then costs the same for every server.
    private static string Script(Uri pages, PageLoad load)
    {
        string path = Path.Combine(_scripts, $"{pages.Port}-{load.Urls}.lua");
        File.WriteAllText(path, $$"""
            local requests, next = {}, 0
            function init()
              for number = 0, {{load.Urls - 1}} do
                requests[number] = wrk.format("GET", "{{pages.AbsolutePath}}/" .. number)
              end
            end
            function request()
              next = (next + 1) % {{load.Urls}}
              return requests[next]
            end
            """);
        return path;
    }

    private static double Milliseconds(Match latency)
    {
        double figure = double.Parse(latency.Groups[1].Value, CultureInfo.InvariantCulture);
        return latency.Groups[2].Value switch
        {
            "us" => figure / 1000,
            "s" => figure * 1000,
            _ => figure,
        };
    }

    [GeneratedRegex(@"(\d+) requests in")]
    private static partial Regex Requests();

    [GeneratedRegex(@"Requests/sec:\s+([\d.]+)")]
    private static partial Regex PerSecond();

    [GeneratedRegex(@"99%\s+([\d.]+)(us|ms|s)")]
    private static partial Regex SlowestPercent();

    [GeneratedRegex("Socket errors|Non-2xx")]
    private static partial Regex Failure();
}
