namespace CacheKit.Tool.Tests.Processes;

/// <summary>What only a process can show: environment variables, the home of user secrets, the real streams.</summary>
public sealed class ToolProcessTests : IDisposable
{
    private static readonly Dictionary<string, string> _nothing = [];

    private readonly ToolFolder _folder = ToolFolder.With("""{ "Caches": { "default": { "Backend": "locmem", "KeyPrefix": "file" } } }""");

    [Fact]
    public async Task A_slip_on_the_command_line_is_told_on_the_error_stream()
    {
        var run = await ToolProcess.RunAsync(_folder, _nothing, "lst");

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Empty(run.Output);
        Assert.Equal("cachekit: There is no command 'lst'. Did you mean 'list'?\ncachekit: See cachekit --help.\n", run.Errors);
    }

    [Fact]
    public async Task No_command_is_an_error_that_names_them()
    {
        var run = await ToolProcess.RunAsync(_folder, _nothing);

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains("Which command? Known: list, check, createcachetable, get, set, add, delete, touch, incr, clear, keys, stats", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_names_the_tool_as_it_is_typed()
    {
        var run = await ToolProcess.RunAsync(_folder, _nothing, "get", "--help");

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Contains("cachekit get <key> [options]", run.Output, StringComparison.Ordinal);
        Assert.Empty(run.Errors);
    }

    [Fact]
    public async Task An_environment_variable_wins_over_every_file()
    {
        _folder.Write("more.json", """{ "Caches": { "default": { "KeyPrefix": "more" } } }""");

        var file = await PrefixAsync(_nothing, "--configuration", "more.json");
        var variable = await PrefixAsync(new() { ["Caches__default__KeyPrefix"] = "variable" }, "--configuration", "more.json");

        Assert.Equal(("more", "variable"), (file, variable));
    }

    [Fact]
    public async Task A_variable_of_the_host_loses_against_every_file()
    {
        Assert.Equal("file", await PrefixAsync(new() { ["DOTNET_Caches__default__KeyPrefix"] = "host" }));
    }

    [Fact]
    public async Task The_environment_is_the_one_that_the_application_would_take()
    {
        _folder.Write("appsettings.One.json", """{ "Caches": { "default": { "KeyPrefix": "one" } } }""");
        _folder.Write("appsettings.Two.json", """{ "Caches": { "default": { "KeyPrefix": "two" } } }""");
        Dictionary<string, string> both = new() { ["ASPNETCORE_ENVIRONMENT"] = "One", ["DOTNET_ENVIRONMENT"] = "Two" };

        Assert.Equal("file", await PrefixAsync(_nothing));
        Assert.Equal("one", await PrefixAsync(new() { ["ASPNETCORE_ENVIRONMENT"] = "One" }));
        Assert.Equal("two", await PrefixAsync(both));
        Assert.Equal("one", await PrefixAsync(both, "--environment", "One"));
    }

    [Fact]
    public async Task User_secrets_are_read_in_development_only()
    {
        _folder.Write("Shop.csproj", """<Project Sdk="Microsoft.NET.Sdk.Web"><PropertyGroup><UserSecretsId>shop-1</UserSecretsId></PropertyGroup></Project>""");
        _folder.Write(".microsoft/usersecrets/shop-1/secrets.json", """{ "Caches": { "default": { "KeyPrefix": "secret" } } }""");
        _folder.Write("Microsoft/UserSecrets/shop-1/secrets.json", """{ "Caches": { "default": { "KeyPrefix": "secret" } } }""");
        // HOME elsewhere, APPDATA on Windows; the first is taken where both are there.
        Dictionary<string, string> home = new() { [OperatingSystem.IsWindows() ? "APPDATA" : "HOME"] = _folder.FullPath };

        Assert.Equal("secret", await PrefixAsync(home, "--environment", "Development"));
        Assert.Equal("file", await PrefixAsync(home, "--environment", "Production"));
    }

    [Fact]
    public async Task A_key_function_is_found_in_the_output_of_the_application()
    {
        var run = await CheckKeyFunctionAsync("CacheKit.Tool.Tests.KeyFunctions.Slashes, CacheKit.Tool.Tests");

        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Errors));
    }

    [Fact]
    public async Task A_method_whose_types_are_missing_is_told()
    {
        var run = await CheckKeyFunctionAsync("CacheKit.Tool.Tests.Commands.RealBackendTests.get_Backends, CacheKit.Tool.Tests");

        Assert.Equal(ExitCode.Configuration, run.ExitCode);
        Assert.Contains("the methods of CacheKit.Tool.Tests.Commands.RealBackendTests cannot be read", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_relative_path_in_the_settings_counts_from_the_application()
    {
        _folder.Write(
            "shop/appsettings.json", """{ "Caches": { "default": { "Backend": "sqlite", "Options": { "ConnectionString": "Data Source=cache.db" } } } }""");
        _folder.Write("value.txt", "v");

        var run = await ToolProcess.RunAsync(_folder, _nothing, "set", "k", "--file", "value.txt", "--project", "shop");

        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Errors));
        Assert.True(File.Exists(_folder.Combine("shop/cache.db")));
    }

    public void Dispose() => _folder.Dispose();

    // These tests stand in for an application that was built.
    private Task<ToolRun> CheckKeyFunctionAsync(string name)
    {
        var output = Directory.CreateDirectory(_folder.Combine(Path.Combine("bin", "Debug", "net10.0")));
        File.Copy(typeof(KeyFunctions).Assembly.Location, Path.Combine(output.FullName, "CacheKit.Tool.Tests.dll"));
        _folder.Write("appsettings.json", $$"""{ "Caches": { "default": { "Backend": "locmem", "KeyFunction": "{{name}}" } } }""");
        return ToolProcess.RunAsync(_folder, _nothing, "check");
    }

    private async Task<string?> PrefixAsync(Dictionary<string, string> environment, params string[] arguments)
    {
        var run = await ToolProcess.RunAsync(_folder, environment, ["list", "--json", .. arguments]);
        Assert.Equal("", run.Errors);
        return run.Json.GetProperty("caches")[0].GetProperty("keyPrefix").GetString();
    }
}
