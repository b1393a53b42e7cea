namespace CacheKit.AspNetCore.Tests.Hosting;

/// <summary>A folder that goes with the test.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("cachekit-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
