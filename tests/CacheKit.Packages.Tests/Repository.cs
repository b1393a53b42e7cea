namespace CacheKit.Packages.Tests;

/// <summary>The repository that the tests were built in.</summary>
internal static class Repository
{
    /// <summary>Its folder.</summary>
    public static string Folder { get; } = Find();

    /// <summary>The full path of something in it.</summary>
    public static string Combine(params ReadOnlySpan<string> path) => Path.Combine([Folder, .. path]);

    private static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "CacheKit.sln")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new DirectoryNotFoundException("CacheKit.sln is not above the tests.");
    }
}
