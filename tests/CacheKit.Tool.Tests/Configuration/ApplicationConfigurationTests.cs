using CacheKit.Tool.Configuration;

namespace CacheKit.Tool.Tests.Configuration;

public sealed class ApplicationConfigurationTests : IDisposable
{
    private readonly ToolFolder _folder = new();

    [Fact]
    public async Task A_folder_without_settings_is_told_with_what_would_help()
    {
        var run = await ToolRun.InAsync(_folder, "list");

        Assert.Equal(ExitCode.Configuration, run.ExitCode);
        Assert.Equal($"cachekit: There is no appsettings.json in {_folder.FullPath}. Name the folder of the application with --project, or its settings with --configuration.\n", run.Errors);
    }

    [Theory]
    [InlineData("there is no such folder", "list", "--project", "nowhere")]
    [InlineData("there is no such file", "list", "--configuration", "nowhere.json")]
    public async Task A_path_that_is_not_there_is_an_error(string error, params string[] arguments)
    {
        var run = await ToolRun.InAsync(_folder, arguments);

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains(error, run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "Caches": { "default": { "Backend": "locmem" }  """)]
    [InlineData("")]
    [InlineData("[1]")]
    [InlineData("""{ "a": 1, "A": 2 }""")]
    public async Task Malformed_settings_name_the_file_and_the_reason(string settings)
    {
        _folder.Write("appsettings.json", settings);

        var run = await ToolRun.InAsync(_folder, "list");

        Assert.Equal(ExitCode.Configuration, run.ExitCode);
        Assert.Contains(_folder.Combine("appsettings.json"), run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Malformed_JSON_names_the_line()
    {
        _folder.Write("appsettings.json", "{\n  \"a\": ,\n}");

        var exception = Assert.Throws<ToolException>(() => Read());

        Assert.Contains("LineNumber: 1", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_malformed_project_is_told()
    {
        _folder.Write("appsettings.json", "{}");
        _folder.Write("Shop.csproj", "<Project>");

        var exception = Assert.Throws<ToolException>(() => Read("Development"));

        Assert.Contains("Shop.csproj cannot be read, and so not its UserSecretsId", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_environment_s_file_lies_over_the_base()
    {
        _folder.Write("appsettings.json", """{ "a": "base", "b": "base" }""");
        _folder.Write("appsettings.Staging.json", """{ "b": "staging" }""");
        _folder.Write("appsettings.Development.json", """{ "a": "development" }""");

        var read = Read("Staging");

        Assert.Equal(("base", "staging"), (read.Values["a"], read.Values["b"]));
        Assert.Equal([_folder.Combine("appsettings.json"), _folder.Combine("appsettings.Staging.json")], read.Files);
    }

    [Fact]
    public void Further_files_lie_over_the_application_s_and_over_each_other()
    {
        _folder.Write("appsettings.json", """{ "a": "base", "b": "base", "c": "base" }""");
        _folder.Write("one.json", """{ "b": "one", "c": "one" }""");
        _folder.Write("two.json", """{ "c": "two" }""");

        var read = Read(files: ["one.json", "two.json"]);

        Assert.Equal(("base", "one", "two"), (read.Values["a"], read.Values["b"], read.Values["c"]));
    }

    [Fact]
    public void A_further_file_needs_no_settings_beside_it()
    {
        _folder.Write("etc/shop.json", """{ "a": "etc" }""");

        Assert.Equal("etc", Read(files: ["etc/shop.json"]).Values["a"]);
    }

    [Fact]
    public void A_project_may_be_named_by_its_file()
    {
        _folder.Write("shop/appsettings.json", """{ "a": "shop" }""");
        _folder.Write("shop/Shop.csproj", "<Project />");

        var read = ApplicationConfiguration.Read(new("shop/Shop.csproj", "Production", []), _folder.FullPath);

        Assert.Equal("shop", read.Values["a"]);
        Assert.Equal(_folder.Combine("shop"), read.Folder);
    }

    public void Dispose() => _folder.Dispose();

    private ApplicationConfiguration Read(string environment = "Production", params string[] files) =>
        ApplicationConfiguration.Read(new(".", environment, files), _folder.FullPath);
}
