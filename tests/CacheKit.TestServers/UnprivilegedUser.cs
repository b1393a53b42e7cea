using System.Diagnostics;

namespace CacheKit.TestServers;

/// <summary>Servers refuse to run as root: then they run as nobody, through util-linux's setpriv.</summary>
internal static class UnprivilegedUser
{
    private const string Nobody = "65534";

    private static readonly string? _setpriv = OperatingSystem.IsLinux() ? ServerPrograms.Find("setpriv") : null;

    /// <summary>Whether servers run as another user than the tests.</summary>
    public static bool IsNeeded => Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows();

    /// <summary>How to start a server as an unprivileged user, so that it ends with this process where the system can do that.</summary>
    public static ProcessStartInfo Command(string program, IEnumerable<string> arguments)
    {
        if (_setpriv is null)
            return new ProcessStartInfo(program, arguments);
        IEnumerable<string> user = IsNeeded ? ["--reuid", Nobody, "--regid", Nobody, "--clear-groups"] : [];
        return new ProcessStartInfo(_setpriv, [.. user, "--pdeathsig", "KILL", "--", program, .. arguments]);
    }

    /// <summary>Gives a folder to that user.</summary>
    public static void Give(string folder)
    {
        if (!IsNeeded)
            return;
        using var process = Process.Start("chown", ["-R", $"{Nobody}:{Nobody}", folder]);
        process.WaitForExit();
    }
}
