namespace CacheKit.TestServers;

/// <summary>Finds the programs of servers.</summary>
internal static class ServerPrograms
{
    /// <summary>The full path of a program, looked for in PATH, where Debian keeps servers, and in further folders; null where it is not installed.</summary>
    public static string? Find(string name, params IEnumerable<string> folders)
    {
        var path = Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries) ?? [];
        return path.Append("/usr/sbin").Append("/usr/bin").Concat(folders)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(IsThere);
    }

    /// <summary>The full path of a program that a test needs.</summary>
    /// <param name="name">The program.</param>
    /// <param name="package">The package of Debian that brings it.</param>
    /// <param name="folders">Where it may also be.</param>
    /// <exception cref="InvalidOperationException">It is missing, and <c>CI</c> is <c>true</c>; elsewhere the test is skipped.</exception>
    public static string Require(string name, string package, params IEnumerable<string> folders)
    {
        if (Find(name, folders) is { } found)
            return found;
        MissingServer.SkipOrFail($"{name} is not installed: apt-get install {package}, or run tests/run.sh, which installs what is missing.");
        throw new InvalidOperationException();
    }

    // A link that leads nowhere exists, too.
    private static bool IsThere(string path) =>
        File.Exists(path) && File.ResolveLinkTarget(path, returnFinalTarget: true) is null or { Exists: true };
}
