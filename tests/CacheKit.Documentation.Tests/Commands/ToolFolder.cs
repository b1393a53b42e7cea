using System.Text;
using System.Text.Json;
using CacheKit.Tool.CommandLine;
using CacheKit.Tool.Output;

namespace CacheKit.Documentation.Tests.Commands;

/// <summary>The folder of the application that the pages ask the tool about, with what they find in its caches.</summary>
public sealed class ToolFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cachekit-docs-");

    /// <summary>The folder, with what the pages find.</summary>
    public static async Task<ToolFolder> MakeAsync()
    {
        var folder = new ToolFolder();
        folder.Write("appsettings.json", $$"""
            {
              "ConnectionStrings": { "Shop": {{folder.Json("Data Source=", "shop.db")}} },
              "Caches": {
                "default": { "Backend": "file", "Location": {{folder.Json("", "default")}} },
                "pages": { "Backend": "sqlite", "Location": "cache_pages", "Options": { "ConnectionStringName": "Shop", "CreateTable": false } },
                "sessions": { "Backend": "file", "Location": {{folder.Json("", "sessions")}} }
              }
            }
            """);
        folder.Write("rates.json", """{ "EUR": 1.1 }""");
        Assert.Equal(0, (await folder.RunAsync(["createcachetable"])).ExitCode);
        Assert.Equal(0, (await folder.RunAsync(["set", "visits", "42", "--number", "--timeout", "never"])).ExitCode);
        Assert.Equal(0, (await folder.RunAsync(["set", "report:2025", "a report"])).ExitCode);
        Assert.Equal(0, (await folder.RunAsync(["set", "report:2026", "--json-value", """{"title":"The year","pages":12}"""])).ExitCode);
        return folder;
    }

    /// <summary>Runs the tool as somebody at a terminal does, who says yes to every question; with <c>input</c>, behind a pipe.</summary>
    /// <param name="arguments">What stands behind its name.</param>
    /// <param name="isPiped">Whether its input comes from another command.</param>
    public async Task<(int ExitCode, string Output, string Errors)> RunAsync(IEnumerable<string> arguments, bool isPiped = false)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        using var input = new MemoryStream(Encoding.UTF8.GetBytes("y\n"));
        var console = new ToolConsole { Out = output, Error = errors, In = input, IsInputTerminal = !isPiped, IsErrorTerminal = !isPiped, Folder = _folder.FullName };
        int code = await ToolCommandLine.RunAsync([.. arguments.Select(word => word == "/srv/shop" ? _folder.FullName : word)], console, TestContext.Current.CancellationToken);
        return (code, output.ToString(), errors.ToString());
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Delete(recursive: true);

    private void Write(string file, string content) => File.WriteAllText(Path.Combine(_folder.FullName, file), content);

    private string Json(string before, string file) => JsonSerializer.Serialize(before + Path.Combine(_folder.FullName, file));
}
