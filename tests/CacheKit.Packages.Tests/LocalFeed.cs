using System.Text.RegularExpressions;
using System.Xml.Linq;
using CacheKit.Packages.Tests;
using CacheKit.TestServers;

[assembly: AssemblyFixture(typeof(LocalFeed))]

namespace CacheKit.Packages.Tests;

/// <summary>
/// The packages, made of what was built with these tests, in a folder that is the only source of CacheKit for the
/// applications beside it. Whatever else they need comes from this machine, or from its own sources.
/// </summary>
public sealed partial class LocalFeed : IAsyncLifetime
{
#if DEBUG
    private const string BuildConfiguration = "Debug";
#else
    private const string BuildConfiguration = "Release";
#endif

    private const string SourceName = "cachekit";

    private static readonly string[] _anyPort = ["--urls", "http://127.0.0.1:0"];

    private readonly TemporaryFolder _folder = new();

    // Not the machine's own folder of packages: one of CacheKit's that lies there may be of the same version and older.
    private readonly Dictionary<string, string?> _variables;

    public LocalFeed() => _variables = new()
    {
        ["NUGET_PACKAGES"] = _folder.Combine("restored"),
        ["NUGET_FALLBACK_PACKAGES"] = _folder.Combine("machine"),
        ["ASPNETCORE_ENVIRONMENT"] = null,
        ["DOTNET_ENVIRONMENT"] = null,
        ["ASPNETCORE_URLS"] = null,
    };

    /// <summary>What the pack command had to say; nothing, if all is well.</summary>
    internal string PackOutput { get; private set; } = "";

    /// <summary>The version of all packages.</summary>
    internal string Version { get; private set; } = "";

    /// <summary>The names of the files that were made.</summary>
    internal IReadOnlyList<string> Files =>
        [.. Directory.EnumerateFiles(PackagesFolder).Select(static file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    private string PackagesFolder => _folder.Combine("packages");

    public async ValueTask InitializeAsync()
    {
        PackOutput = await ChildProcess.RunAsync("dotnet", Repository.Folder, _variables,
            "pack", "CacheKit.sln", "-c", BuildConfiguration, "--no-build", "-o", PackagesFolder, "-nologo", "-v", "quiet");
        Version = Files.Select(static file => CoreFileName().Match(file)).First(static match => match.Success).Groups[1].Value;
        await LinkPackagesOfThisMachineAsync();
        await WriteSourcesAsync();
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Opens a package.</summary>
    internal Package Open(string id) => new(Path.Combine(PackagesFolder, $"{id}.{Version}.nupkg"));

    /// <summary>Opens the package with the symbols of another.</summary>
    internal Package OpenSymbols(string id) => new(Path.Combine(PackagesFolder, $"{id}.{Version}.snupkg"));

    /// <summary>A new folder for an application, beside the packages.</summary>
    internal string NewFolder(string name) => Directory.CreateDirectory(_folder.Combine(name)).FullName;

    /// <summary>
    /// A new folder for an application that needs nothing but the packages and what they were built with: no registry is
    /// asked. (<c>dotnet add package</c> asks all sources for the latest version, whatever the mapping says.)
    /// </summary>
    /// <param name="name">Its name.</param>
    /// <param name="furtherSource">Another folder of packages.</param>
    internal string NewFolderWithoutRegistry(string name, string? furtherSource = null)
    {
        var further = furtherSource is null ? "" : $"""<add key="further" value="{furtherSource}" />""";
        _folder.Write(Path.Combine(name, "nuget.config"), $"""
            <configuration>
              <packageSources>
                <clear />
                <add key="{SourceName}" value="{PackagesFolder}" />
                {further}
              </packageSources>
              <packageSourceMapping>
                <clear />
              </packageSourceMapping>
            </configuration>
            """);
        return _folder.Combine(name);
    }

    /// <summary>Packs a library in another version, for an application in a folder alone.</summary>
    internal Task PackAsync(string id, string version, string folder) => ChildProcess.RunAsync("dotnet", Repository.Folder, _variables,
        "pack", Path.Combine("src", id), "-c", BuildConfiguration, "--no-build", $"-p:PackageVersion={version}", "-o", folder, "-nologo", "-v", "quiet");

    /// <summary>Runs a program in the folder of an application.</summary>
    internal Task<string> RunAsync(string folder, string program, params IEnumerable<string> arguments) =>
        ChildProcess.RunAsync(program, folder, _variables, arguments);

    /// <summary>Starts a web application with <c>dotnet run</c>.</summary>
    internal SiteProcess StartSite(string folder) =>
        new(ChildProcess.Describe("dotnet", folder, _variables, ["run", "--", .. _anyPort]));

    /// <summary>Starts a web application that was published.</summary>
    internal SiteProcess StartPublished(string folder, string program, params IEnumerable<string> arguments) =>
        new(ChildProcess.Describe(program, folder, _variables, [.. _anyPort, .. arguments]));

    private async Task LinkPackagesOfThisMachineAsync()
    {
        var answer = await ChildProcess.RunAsync(
            "dotnet", Repository.Folder, new Dictionary<string, string?>(), "nuget", "locals", "global-packages", "--list");
        var links = Directory.CreateDirectory(_folder.Combine("machine")).FullName;
        foreach (var package in new DirectoryInfo(answer[(answer.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()).EnumerateDirectories())
        {
            if (!package.Name.StartsWith("cachekit", StringComparison.OrdinalIgnoreCase))
                Directory.CreateSymbolicLink(Path.Combine(links, package.Name), package.FullName);
        }
    }

    private async Task WriteSourcesAsync()
    {
        var sources = await ChildProcess.RunAsync("dotnet", Repository.Folder, new Dictionary<string, string?>(), "nuget", "list", "source");
        var others = EnabledSource().Matches(sources)
            .Select(static match => match.Groups[1].Value)
            .Where(static name => name != SourceName)
            .Select(static name => new XElement("packageSource", new XAttribute("key", name), new XElement("package", new XAttribute("pattern", "*"))));
        _folder.Write("nuget.config", $"""
            <configuration>
              <packageSources>
                <add key="{SourceName}" value="{PackagesFolder}" />
              </packageSources>
              <packageSourceMapping>
                <packageSource key="{SourceName}">
                  <package pattern="CacheKit" />
                  <package pattern="CacheKit.*" />
                </packageSource>
                {string.Concat(others)}
              </packageSourceMapping>
            </configuration>
            """);
    }

    [GeneratedRegex(@"^CacheKit\.(\d.*)\.nupkg$")]
    private static partial Regex CoreFileName();

    [GeneratedRegex(@"^\s*\d+\.\s+(.+) \[Enabled\]", RegexOptions.Multiline)]
    private static partial Regex EnabledSource();
}
