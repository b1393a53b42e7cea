using System.CommandLine;
using CacheKit.Tool.Configuration;

namespace CacheKit.Tool.CommandLine;

/// <summary>The options of every command.</summary>
internal sealed class CommonOptions
{
    public const string JsonName = "--json";

    private readonly Option<string> _project = new("--project", "-p")
    {
        Description = "The folder of the application, or its project file. Left out: the current folder.",
        HelpName = "folder",
        Recursive = true,
    };

    private readonly Option<string> _environment = new("--environment", "-e")
    {
        Description = "The application's environment. Left out: DOTNET_ENVIRONMENT, else ASPNETCORE_ENVIRONMENT, else Production.",
        HelpName = "name",
        Recursive = true,
    };

    private readonly Option<string[]> _configuration = new("--configuration")
    {
        Description = "A JSON file to lay over the application's settings, below the environment variables. May be repeated.",
        HelpName = "file",
        Recursive = true,
    };

    private readonly Option<bool> _json = new(JsonName)
    {
        Description = "Answer with one JSON document on one line; errors are such documents on the error stream.",
        Recursive = true,
    };

    public void AddTo(Command root)
    {
        root.Options.Add(_project);
        root.Options.Add(_environment);
        root.Options.Add(_configuration);
        root.Options.Add(_json);
    }

    public ConfigurationChoice ChoiceIn(ParseResult parsed) =>
        new(parsed.GetValue(_project) ?? ".", parsed.GetValue(_environment), parsed.GetValue(_configuration) ?? []);

    public bool IsJsonIn(ParseResult parsed) => parsed.GetValue(_json);
}
