using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.FileProviders.Physical;

namespace CacheKit.Tool.Configuration;

/// <summary>
/// The configuration that an application sees, from the same sources in the same order as its own
/// <c>WebApplication.CreateBuilder</c>: the later wins. Only its command line is not known here; what the tool's own
/// command line names takes its place below the environment variables.
/// </summary>
internal sealed class ApplicationConfiguration
{
    private const string Development = "Development";
    private const string Production = "Production";

    // A web application takes the first of them that is there.
    private static readonly string[] _environmentVariables = ["DOTNET_ENVIRONMENT", "ASPNETCORE_ENVIRONMENT"];

    private ApplicationConfiguration(string folder, string environment, IConfigurationRoot values, IReadOnlyList<string> files)
    {
        Folder = folder;
        Environment = environment;
        Values = values;
        Files = files;
    }

    /// <summary>The application's content root.</summary>
    public string Folder { get; }

    /// <summary>The name of its environment.</summary>
    public string Environment { get; }

    public IConfigurationRoot Values { get; }

    /// <summary>The files that were there and read, the strongest last.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>Reads the configuration of an application.</summary>
    /// <param name="choice">Which one.</param>
    /// <param name="currentFolder">What relative paths count from.</param>
    /// <exception cref="ToolException">A folder or file is missing, or cannot be read.</exception>
    public static ApplicationConfiguration Read(ConfigurationChoice choice, string currentFolder)
    {
        var folder = FindFolder(Path.GetFullPath(choice.Project, currentFolder));
        var environment = choice.Environment ?? FindEnvironment();
        List<string> files = [Path.Combine(folder, "appsettings.json"), Path.Combine(folder, $"appsettings.{environment}.json")];
        if (string.Equals(environment, Development, StringComparison.OrdinalIgnoreCase) && UserSecrets.FindFile(folder) is { } secrets)
            files.Add(secrets);
        files.RemoveAll(static file => !File.Exists(file));
        foreach (var file in choice.Files)
            files.Add(FindFile(Path.GetFullPath(file, currentFolder)));

        var builder = new ConfigurationBuilder().AddEnvironmentVariables("ASPNETCORE_").AddEnvironmentVariables("DOTNET_");
        foreach (var file in files)
            AddFile(builder, file);
        var values = Build(builder.AddEnvironmentVariables());
        if (files.Count == 0 && !values.GetSection("Caches").Exists())
            throw new ToolException(ExitCode.Configuration, $"There is no appsettings.json in {folder}. Name the folder of the application with --project, or its settings with --configuration.");
        return new(folder, environment, values, files);
    }

    private static string FindFolder(string path)
    {
        if (Directory.Exists(path))
            return path;
        if (File.Exists(path) && UserSecrets.IsProject(path))
            return Path.GetDirectoryName(path)!;
        throw new ToolException(ExitCode.Usage, $"--project {path}: there is no such folder.");
    }

    private static string FindFile(string path) =>
        File.Exists(path) ? path : throw new ToolException(ExitCode.Usage, $"--configuration {path}: there is no such file.");

    private static string FindEnvironment() =>
        _environmentVariables
            .Select(System.Environment.GetEnvironmentVariable)
            .FirstOrDefault(static name => !string.IsNullOrEmpty(name))
        ?? Production;

    // By a provider without filters: a file, or a folder on the way to it, may begin with a dot.
    private static void AddFile(IConfigurationBuilder builder, string file) => builder.AddJsonFile(source =>
    {
        source.FileProvider = new PhysicalFileProvider(Path.GetDirectoryName(file)!, ExclusionFilters.None);
        source.Path = Path.GetFileName(file);
        source.Optional = false;
        source.ReloadOnChange = false;
    });

    private static IConfigurationRoot Build(IConfigurationBuilder builder)
    {
        try
        {
            return builder.Build();
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            // The outer message names the file, the innermost says where in it and what.
            var cause = exception.GetBaseException();
            var detail = ReferenceEquals(cause, exception) ? "" : $" {cause.Message}";
            throw new ToolException(ExitCode.Configuration, exception.Message + detail, exception);
        }
    }
}
