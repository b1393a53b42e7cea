using System.IO.Enumeration;
using Microsoft.Win32.SafeHandles;

namespace CacheKit.Backends.Files;

/// <summary>
/// The directory of a cache: 256 folders of entries, each named by two hexadecimal digits, and a hidden one with the locks
/// and the count. Whatever is missing is made when it is needed, also when it vanishes while we run; nothing is held open
/// between two calls, so that nothing goes stale.
/// </summary>
internal sealed class CacheDirectory
{
    public const int Shards = 256;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    // A folder that may not be looked into is not an empty one.
    private static readonly EnumerationOptions _all = new() { IgnoreInaccessible = false };

    private readonly string[] _shards;
    private readonly string[] _prefixes;

    public CacheDirectory(string root)
    {
        Hidden = Path.Combine(root, ".cachekit");
        CountsPath = Path.Combine(Hidden, "counts");
        _shards = [.. Enumerable.Range(0, Shards).Select(number => Path.Combine(root, number.ToString("x2", null)))];
        _prefixes = [.. _shards.Select(static path => path + Path.DirectorySeparatorChar)];
    }

    /// <summary>The folder of the locks and the count.</summary>
    public string Hidden { get; }

    /// <summary>The file of the count.</summary>
    public string CountsPath { get; }

    /// <summary>The path of an entry.</summary>
    public string PathOf(EntryName name) => _prefixes[name.Shard] + name.FileName;

    /// <summary>The path of a file in a shard.</summary>
    public string PathOf(int shard, string fileName) => _prefixes[shard] + fileName;

    /// <summary>
    /// Where an entry is written before it is renamed. One for each shard is enough, for whoever writes holds its lock;
    /// whoever holds the lock and does not write knows that what stands there was left by a process that died.
    /// </summary>
    public string TemporaryOf(int shard) => _prefixes[shard] + "cachekit.tmp";

    public bool HasShard(int shard) => OpenedFile.IsThere(_shards[shard]);

    /// <summary>Makes a file, and the folders to it if they are missing.</summary>
    public static SafeFileHandle Create(string path, FileMode mode, FileAccess access, FileShare share, long length = 0)
    {
        try
        {
            return File.OpenHandle(path, mode, access, share, FileOptions.None, length);
        }
        // The file is said to be missing when somebody else has made its folder meanwhile.
        catch (Exception exception) when (exception is DirectoryNotFoundException or FileNotFoundException)
        {
            Make(Path.GetDirectoryName(path)!);
            return File.OpenHandle(path, mode, access, share, FileOptions.None, length);
        }
    }

    /// <summary>The names of the entries in a shard; under its lock. Removes what a process left that died while it wrote.</summary>
    public List<string> List(int shard)
    {
        if (!HasShard(shard))
            return [];
        File.Delete(TemporaryOf(shard));
        return NamesIn(shard);
    }

    /// <summary>The same without a lock, and without removing anything.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such shard.</exception>
    public List<string> NamesIn(int shard) =>
    [
        .. new FileSystemEnumerable<string>(_shards[shard], static (ref entry) => entry.FileName.ToString(), _all)
        {
            ShouldIncludePredicate = static (ref entry) => EntryName.IsEntry(entry.FileName) && !entry.IsDirectory,
        },
    ];

    /// <summary>Makes a directory and those above it; .NET gives the mode to the last one only.</summary>
    public static void Make(string path)
    {
        if (Directory.Exists(path))
            return;
        if (Path.GetDirectoryName(path) is { Length: > 0 } parent)
            Make(parent);
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, OwnerOnly);
    }
}
