using CacheKit.Benchmarks.Candidates;
using CacheKit.Benchmarks.Operations;

namespace CacheKit.Benchmarks.Files;

/// <summary>What is measured: of CacheKit through <see cref="ICache"/>, and the least that a program can do that does it by hand.</summary>
internal static class FileOperations
{
    public readonly struct Get(FileSite site) : IOperation
    {
        public int Run(string key) => site.Cache.GetAsync<byte[]>(key).Awaited()!.Length;
    }

    public readonly struct ReadFile : IOperation
    {
        public int Run(string key) => File.ReadAllBytes(key).Length;
    }

    public readonly struct Miss(FileSite site) : IOperation
    {
        public int Run(string key) => site.Cache.GetAsync<byte[]>("missing:" + key).Awaited() is null ? 0 : 1;
    }

    public readonly struct LookForFile : IOperation
    {
        public int Run(string key) => File.Exists(key + ".missing") ? 1 : 0;
    }

    public readonly struct Set(FileSite site) : IOperation
    {
        public int Run(string key)
        {
            site.Cache.SetAsync(key, site.Value).Awaited();
            return 0;
        }
    }

    // Each thread its own temporary file: without it two would write one.
    public readonly struct ReplaceFile(FileSite site) : IOperation
    {
        public int Run(string key)
        {
            string temporary = $"{key}.{Environment.CurrentManagedThreadId}";
            using (var file = File.OpenHandle(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
                RandomAccess.Write(file, site.FileBytes, 0);
            File.Move(temporary, key, overwrite: true);
            return 0;
        }
    }
}
