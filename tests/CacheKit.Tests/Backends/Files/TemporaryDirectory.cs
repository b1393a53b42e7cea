using CacheKit.Backends.Files;

namespace CacheKit.Tests.Backends.Files;

/// <summary>A directory of one test, which is not made before the cache needs it.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    private const string Memory = "/dev/shm";

    private readonly string _parent;

    /// <summary>A directory on the disk, or in memory where that can be had: for facts that write much and are not about the disk.</summary>
    public TemporaryDirectory(bool inMemory = false)
    {
        _parent = Directory.CreateTempSubdirectory("cachekit-").FullName;
        if (!inMemory || !Directory.Exists(Memory))
            return;
        Directory.Delete(_parent);
        _parent = Directory.CreateDirectory(System.IO.Path.Combine(Memory, System.IO.Path.GetFileName(_parent))).FullName;
    }

    /// <summary>Where the cache keeps its files.</summary>
    public string Path => System.IO.Path.Combine(_parent, "a cache", "of files");

    /// <summary>The directory above, which is there from the start.</summary>
    public string Parent => _parent;

    /// <summary>The files of entries.</summary>
    public string[] Entries => [.. Find("*.cachekit").Where(static path => EntryName.IsEntry(System.IO.Path.GetFileName(path)))];

    /// <summary>The one file of an entry.</summary>
    public string Entry => Assert.Single(Entries);

    /// <summary>What was left of writing.</summary>
    public string[] Leftovers => Find("*.tmp");

    public void Dispose() => Directory.Delete(_parent, recursive: true);

    private string[] Find(string pattern) =>
        Directory.Exists(Path) ? [.. Directory.GetFiles(Path, pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal)] : [];
}
