namespace CacheKit.Tool.Tests.Processes;

/// <summary>The tool as people get it: packed, installed from the package, run by its name.</summary>
public sealed class InstalledToolTests
{
#if DEBUG
    private const string BuildConfiguration = "Debug";
#else
    private const string BuildConfiguration = "Release";
#endif

    private static readonly Dictionary<string, string> _environment = new()
    {
        ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
        ["DOTNET_NOLOGO"] = "1",
        // Servers of the compiler would outlive the test and hold its streams open.
        ["MSBUILDDISABLENODEREUSE"] = "1",
    };

    [Fact]
    public async Task The_package_installs_and_runs_without_a_network()
    {
        using var folder = new ToolFolder();
        // No source but the package itself: what the tool needs is in it.
        folder.Write("nuget.config", """<configuration><packageSources><clear /><add key="here" value="packages" /></packageSources></configuration>""");
        folder.Write("shop/appsettings.json", $$"""{ "Caches": { "default": { "Backend": "file", "Location": {{folder.Json("entries")}} } } }""");

        await DotnetAsync(folder, "pack", ToolProject(), "-c", BuildConfiguration, "--no-build", "-o", folder.Combine("packages"), "-nologo", "-v", "quiet");
        await DotnetAsync(folder, "tool", "install", "CacheKit.Tool", "--tool-path", folder.Combine("tools"), "--configfile", folder.Combine("nuget.config"));
        var list = await CacheKitAsync(folder, "list", "--project", "shop");
        var check = await CacheKitAsync(folder, "check", "--project", "shop");
        var set = await CacheKitAsync(folder, "set", "k", "v", "--project", "shop");
        var get = await CacheKitAsync(folder, "get", "k", "--project", "shop");

        Assert.Matches(@"default +file +\S+ +300 s +reachable", list.Output);
        Assert.Equal((ExitCode.Done, ""), (check.ExitCode, check.Errors));
        Assert.Equal((ExitCode.Done, "v\n"), (set.ExitCode, get.Output));
    }

    private static async Task DotnetAsync(ToolFolder folder, params string[] arguments)
    {
        var run = await ToolProcess.StartAsync("dotnet", folder, _environment, arguments);
        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
    }

    private static Task<ToolRun> CacheKitAsync(ToolFolder folder, params string[] arguments) =>
        ToolProcess.StartAsync(
            folder.Combine(Path.Combine("tools", OperatingSystem.IsWindows() ? "cachekit.exe" : "cachekit")), folder, _environment, arguments);

    private static string ToolProject()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "CacheKit.sln")))
            folder = folder.Parent;
        return Path.Combine(
            folder?.FullName ?? throw new DirectoryNotFoundException("CacheKit.sln is not above the tests."), "src", "CacheKit.Tool", "CacheKit.Tool.csproj");
    }
}
