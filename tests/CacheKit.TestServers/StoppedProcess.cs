using System.Diagnostics;

namespace CacheKit.TestServers;

/// <summary>Stops processes until they are told to go on.</summary>
internal static class StoppedProcess
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Stops a process and returns when it stands still. The signal alone is not enough: a thread of it that runs on
    /// another core goes on for a while, and answers what comes meanwhile.
    /// </summary>
    /// <param name="process">Which.</param>
    /// <exception cref="TimeoutException">It runs on.</exception>
    public static void Stop(int process)
    {
        Signals.Send(process, Signals.Stop);
        if (!OperatingSystem.IsLinux())
            return;
        var began = Stopwatch.GetTimestamp();
        while (!StandsStill(process))
        {
            if (Stopwatch.GetElapsedTime(began) > _patience)
                throw new TimeoutException($"The process {process} was stopped and runs on.");
            Thread.Sleep(1);
        }
    }

    private static bool StandsStill(int process)
    {
        try
        {
            return Directory.EnumerateDirectories($"/proc/{process}/task").All(static thread => IsAtRest(thread));
        }
        catch (DirectoryNotFoundException)
        {
            // It has ended.
            return true;
        }
    }

    // Stopped, or ended and not collected yet.
    private static bool IsAtRest(string thread) => ProcessStatus.Of(thread) is not { State: not ("T" or "t" or "Z" or "X") };
}
