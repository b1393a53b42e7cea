using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using NeoSmart.Caching.Sqlite;

namespace CacheKit.Benchmarks.Stores.Sqlite;

/// <summary><c>sqlite</c>: beside bare statements and a peer; <c>sqlite flat</c>: with more and more entries.</summary>
internal static class SqliteBenchmark
{
    private const int Entries = 10_000;

    public static async Task RunAsync(string? what)
    {
        string directory = Directory.CreateTempSubdirectory("cachekit-sqlite-").FullName;
        try
        {
            await (what == "flat" ? RunFlatAsync(directory) : CompareAsync(directory));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task CompareAsync(string directory)
    {
        await using var floor = new BareSqliteStore(Path.Combine(directory, "floor.db"));
        await using var cacheKit = Open(directory, Entries);
        await using var peer = new DistributedCacheStore("NeoSmart.Caching.Sqlite", new SqliteCache(new SqliteCacheOptions { CachePath = Path.Combine(directory, "peer.db") }));
        await new StoreComparison(StoreOperation.All(single: 1.5, many: 1.6), new StoreKeys(Entries)).RunAsync(floor, [cacheKit, peer], 1, 16);
    }

    /// <summary>One store of each size side by side; the smallest is the floor.</summary>
    private static async Task RunFlatAsync(string directory)
    {
        await using var small = Open(directory, 1_000);
        await using var middle = Open(directory, 100_000);
        await using var large = Open(directory, 1_000_000);
        await new StoreFlatness(StoreOperation.All(single: 1.5, many: 1.5)).RunAsync((small, 1_000), (middle, 100_000), (large, 1_000_000));
    }

    private static CacheKitStore Open(string directory, int entries) => new(
        static builder => builder.AddSqlite(),
        ("Backend", "sqlite"),
        ("Options:ConnectionString", $"Data Source={Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"cache{entries}.db"))}"));
}
