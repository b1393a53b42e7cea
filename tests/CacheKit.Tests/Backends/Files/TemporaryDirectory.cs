namespace CacheKit.Tests.Backends.Files;

/// <summary>A directory of one test, which is not made before the cache needs it.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    private readonly string _parent = Directory.CreateTempSubdirectory("cachekit-").FullName;

    /// <summary>Where the cache keeps its files.</summary>
    public string Path => System.IO.Path.Combine(_parent, "a cache", "of files");

    /// <summary>The files of entries.</summary>
    public string[] Entries => Directory.Exists(Path) ? Directory.GetFiles(Path, "*.cachekit", SearchOption.AllDirectories) : [];

    /// <summary>The one file of an entry.</summary>
    public string Entry => Assert.Single(Entries);

    /// <summary>What was left of writing.</summary>
    public string[] Leftovers => Directory.Exists(Path) ? Directory.GetFiles(Path, "*.tmp", SearchOption.AllDirectories) : [];

    public void Dispose() => Directory.Delete(_parent, recursive: true);
}
