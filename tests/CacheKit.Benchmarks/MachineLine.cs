using System.Globalization;
using System.Runtime.InteropServices;

namespace CacheKit.Benchmarks;

/// <summary>What a reader of the figures has to know of the machine, and whether it was quiet.</summary>
internal static class MachineLine
{
    private const string LoadFile = "/proc/loadavg";

    public static string Describe() => string.Create(
        CultureInfo.InvariantCulture,
        $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSArchitecture}, {Environment.ProcessorCount} processors{Load()}.");

    private static string Load()
    {
        if (!File.Exists(LoadFile))
            return "";
        string load = File.ReadAllText(LoadFile).Split(' ')[0];
        bool quiet = double.Parse(load, CultureInfo.InvariantCulture) < 0.5;
        return $", load {load}{(quiet ? "" : " (not quiet: believe ratios only, and those with care)")}";
    }
}
