using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using CacheKit.Configuration;
using CacheKit.Tool.Commands;
using CacheKit.Tool.Output;

namespace CacheKit.Tool.CommandLine;

/// <summary>The whole command line: reads it, runs the command that it names, returns one of <see cref="ExitCode"/>.</summary>
internal static class ToolCommandLine
{
    private const string Name = "cachekit";

    // A key or value may begin with @; it names no file of arguments.
    private static readonly ParserConfiguration _parser = new() { ResponseFileTokenReplacer = null };

    /// <summary>Runs a command.</summary>
    /// <param name="arguments">What follows the name of the tool.</param>
    /// <param name="console">What it reads and writes.</param>
    /// <param name="cancellationToken">Interrupts it.</param>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, ToolConsole console, CancellationToken cancellationToken = default)
    {
        var root = MakeRoot(console);
        var parsed = root.Parse(arguments, _parser);
        if (parsed.Action is not ParseErrorAction)
            return await parsed.InvokeAsync(new() { Output = console.Out, Error = console.Error, EnableDefaultExceptionHandler = false }, cancellationToken);

        // What cannot be understood may have the word anywhere.
        var output = new ToolOutput(console, arguments.Contains(CommonOptions.JsonName));
        foreach (var error in FindErrors(parsed, root))
            output.WriteError(error);
        var command = parsed.CommandResult.Command;
        if (!output.IsJson)
            output.WriteError($"See {(command == root ? Name : $"{Name} {command.Name}")} --help.");
        return ExitCode.Usage;
    }

    // Not a RootCommand: that is named after the file of the process.
    private static Command MakeRoot(ToolConsole console)
    {
        var root = new Command(Name, "Looks into the caches of an application, changes them, makes their tables and checks their configuration.");
        root.Options.Add(new HelpOption());
        root.Options.Add(new VersionOption());
        var common = new CommonOptions();
        common.AddTo(root);
        var runner = new CommandRunner(common, console);
        root.Add(new ListCommand(runner));
        root.Add(new CheckCommand(runner));
        root.Add(new CreateCacheTableCommand(runner));
        root.Add(new GetCommand(runner));
        root.Add(new SetCommand(runner));
        root.Add(new AddCommand(runner));
        root.Add(new DeleteCommand(runner));
        root.Add(new TouchCommand(runner));
        root.Add(new IncrementCommand(runner));
        root.Add(new ClearCommand(runner));
        root.Add(new KeysCommand(runner));
        root.Add(new StatisticsCommand(runner));
        return root;
    }

    private static IEnumerable<string> FindErrors(ParseResult parsed, Command root)
    {
        var commands = root.Subcommands.Select(static command => command.Name).ToList();
        if (parsed.CommandResult.Command != root)
            return parsed.Errors.Select(static error => error.Message);
        return parsed.UnmatchedTokens is [var word, ..]
            ? [$"There is no command {SettingText.Quote(word)}. {SettingText.Suggest(word, commands)}"]
            : [$"Which command? Known: {string.Join(", ", commands)}."];
    }
}
