using System.Text.Json;

namespace CacheKit.Tool.Tests;

/// <summary>The folder of an application, gone afterwards.</summary>
public sealed class ToolFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cachekit-tool-");

    public string FullPath => _folder.FullName;

    /// <summary>A folder with an <c>appsettings.json</c>.</summary>
    public static ToolFolder With(string settings)
    {
        var folder = new ToolFolder();
        folder.Write("appsettings.json", settings);
        return folder;
    }

    /// <summary>A folder with an <c>appsettings.json</c> whose section <c>Caches</c> is given.</summary>
    public static ToolFolder WithCaches(string caches) => With($$"""{ "Caches": {{caches}} }""");

    public string Combine(string file) => Path.Combine(_folder.FullName, file);

    /// <summary>A path within the folder, as JSON writes it.</summary>
    public string Json(string file) => JsonSerializer.Serialize(Combine(file));

    public void Write(string file, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Combine(file))!);
        File.WriteAllText(Combine(file), content);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
