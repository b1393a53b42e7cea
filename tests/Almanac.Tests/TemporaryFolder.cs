namespace Almanac.Tests;

/// <summary>A folder of its own for one site, gone afterwards.</summary>
public sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("almanac-");

    public string FullPath => _folder.FullName;

    public string Combine(string file) => Path.Combine(_folder.FullName, file);

    public void Dispose() => _folder.Delete(recursive: true);
}
