namespace CacheKit.Packages.Tests;

/// <summary>A folder outside of the repository, gone afterwards.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cachekit-packages-");

    public string FullPath => _folder.FullName;

    public string Combine(params ReadOnlySpan<string> path) => Path.Combine([FullPath, .. path]);

    public void Write(string file, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Combine(file))!);
        File.WriteAllText(Combine(file), content);
    }

    /// <summary>Copies a file of the repository to the same place in this folder.</summary>
    public void CopyFromRepository(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Combine(file))!);
        File.Copy(Repository.Combine(file), Combine(file));
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
