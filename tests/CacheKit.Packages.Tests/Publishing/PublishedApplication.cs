using CacheKit.TestServers;

namespace CacheKit.Packages.Tests.Publishing;

/// <summary>
/// An application on the packages, trimmed (with all that our packages hold) or compiled ahead of time (cut to what it uses).
/// Its project makes errors of warnings, so that publishing it is the proof that there is none.
/// </summary>
internal static class PublishedApplication
{
    private static readonly string[] _linkers = ["clang", "gcc"];

    /// <summary>Skips the test where nothing can be compiled ahead of time.</summary>
    public static void RequireLinker()
    {
        if (!_linkers.Any(IsInstalled))
            MissingServer.SkipOrFail("Neither clang nor gcc is installed: apt-get install gcc libc6-dev, or run tests/run.sh, which installs what is missing.");
    }

    /// <summary>Publishes one of the applications, for this machine.</summary>
    /// <param name="feed">The packages.</param>
    /// <param name="application">The folder of its sources.</param>
    /// <param name="name">A folder for it.</param>
    /// <param name="way">The property that says how.</param>
    /// <returns>Where it is.</returns>
    public static async Task<string> MakeAsync(LocalFeed feed, string application, string name, string way)
    {
        var folder = feed.NewFolder(name);
        foreach (var file in Directory.EnumerateFiles(Repository.Combine("tests", "CacheKit.Packages.Tests", "Applications", application)))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        var printed = await feed.RunAsync(
            folder, "dotnet", "publish", "-c", "Release", "--use-current-runtime", $"-p:{way}=true", "-o", "published", "-nologo");
        Assert.DoesNotContain("warning", printed, StringComparison.OrdinalIgnoreCase);
        return Path.Combine(folder, "published");
    }

    /// <summary>The program in the folder of a published application.</summary>
    public static string ProgramIn(string published, string application) =>
        Path.Combine(published, OperatingSystem.IsWindows() ? $"{application}.exe" : application);

    private static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
