using System.Runtime.InteropServices;

namespace CacheKit.TestServers;

/// <summary>Sends signals to processes.</summary>
internal static partial class Signals
{
    public const int Interrupt = 2;

    public const int Quit = 3;

    public const int Kill = 9;

    public const int Terminate = 15;

    public static int Stop { get; } = OperatingSystem.IsMacOS() ? 17 : 19;

    public static int Continue { get; } = OperatingSystem.IsMacOS() ? 19 : 18;

    /// <summary>Sends a signal; to a process that is gone it does nothing.</summary>
    public static void Send(int process, int signal) => _ = SendSignal(process, signal);

    /// <summary>The processes that a process has started itself.</summary>
    public static IEnumerable<int> ChildrenOf(int process)
    {
        if (!OperatingSystem.IsLinux())
            yield break;
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), out var candidate) && ProcessStatus.Of(folder)?.Parent == process)
                yield return candidate;
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);
}
