using System.Globalization;
using CacheKit.Benchmarks.Candidates;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Benchmarks.Files;

/// <summary>
/// A cache on files with a number of entries, and beside it a directory in which as many files of the same bytes lie in
/// the same folders, for whoever does without a cache.
/// </summary>
internal sealed class FileSite : IDisposable
{
    /// <summary>So many keys are used, spread over all entries.</summary>
    public const int Used = 1000;

    private readonly ServiceProvider _container;
    private readonly string _root;

    public FileSite(string parent, int entries, int valueLength)
    {
        _root = Path.Combine(parent, entries.ToString(CultureInfo.InvariantCulture));
        string directory = Path.Combine(_root, "cache");
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Caches:default:Backend"] = "file",
            ["Caches:default:Location"] = directory,
            ["Caches:default:Timeout"] = "never",
            ["Caches:default:Options:MaxEntries"] = (2 * entries).ToString(CultureInfo.InvariantCulture),
        });
        _container = new ServiceCollection().AddCacheKit(configuration.Build()).Services.BuildServiceProvider();
        Cache = _container.GetRequiredService<ICache>();
        Value = [.. Enumerable.Range(0, valueLength).Select(static place => (byte)(place * 31))];

        string[] keys = [.. Enumerable.Range(0, entries).Select(static number => string.Create(CultureInfo.InvariantCulture, $"item:{number:D8}"))];
        Parallel.ForEach(keys, new ParallelOptions { MaxDegreeOfParallelism = 16 }, key => Cache.SetAsync(key, Value).Awaited());
        Keys = [.. Enumerable.Range(0, Used).Select(place => keys[(int)((long)place * entries / Used)])];
        Paths = CopyFiles(directory, Path.Combine(_root, "files"));
    }

    public ICache Cache { get; }

    public byte[] Value { get; }

    /// <summary>The keys that are used.</summary>
    public string[] Keys { get; }

    /// <summary>The files that are used by whoever does without a cache.</summary>
    public string[] Paths { get; }

    /// <summary>What one of these files holds.</summary>
    public byte[] FileBytes { get; private set; } = [];

    public void Dispose()
    {
        _container.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    private string[] CopyFiles(string from, string to)
    {
        string[] files = Directory.GetFiles(from, "?*.cachekit", new EnumerationOptions { RecurseSubdirectories = true });
        FileBytes = File.ReadAllBytes(files[0]);
        string[] copies = [.. files.Select(file => Path.Combine(to, Path.GetRelativePath(from, file)))];
        foreach (string folder in copies.Select(static copy => Path.GetDirectoryName(copy)!).Distinct())
            Directory.CreateDirectory(folder);
        Parallel.ForEach(copies, new ParallelOptions { MaxDegreeOfParallelism = 16 }, copy => File.WriteAllBytes(copy, FileBytes));
        return [.. Enumerable.Range(0, Used).Select(place => copies[(int)((long)place * copies.Length / Used)])];
    }
}
