using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using CacheKit.Tool.Caches;
using CacheKit.Tool.Configuration;
using CacheKit.Tool.Output;

namespace CacheKit.Tool.CommandLine;

/// <summary>Runs commands: gives them the application's caches, and turns what they throw into a message and an exit code.</summary>
internal sealed class CommandRunner(CommonOptions common, ToolConsole console)
{
    /// <summary>Runs a command.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="run">What the command does; gives one of <see cref="ExitCode"/>.</param>
    /// <param name="cancellationToken">Interrupts it.</param>
    [SuppressMessage("Design", "CA1031", Justification = "The end of the process: whatever came up is told.")]
    public async Task<int> RunAsync(ParseResult parsed, Func<CommandContext, Task<int>> run, CancellationToken cancellationToken)
    {
        var output = new ToolOutput(console, common.IsJsonIn(parsed));
        try
        {
            var configuration = ApplicationConfiguration.Read(common.ChoiceIn(parsed), console.Folder);
            console.EnterFolder(configuration.Folder);
            await using var caches = new ToolCaches(configuration, output);
            return await run(new(caches, output, console, parsed, cancellationToken));
        }
        catch (Exception exception)
        {
            var (code, message) = Explain(exception, cancellationToken);
            output.WriteError(message);
            return code;
        }
    }

    private static (int Code, string Message) Explain(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        // A key function that is missed is called deep within.
        { InnerException: ToolException cause } => (cause.ExitCode, cause.Message),
        ToolException cause => (cause.ExitCode, cause.Message),
        CacheConfigurationException => (ExitCode.Configuration, exception.Message),
        CacheBackendException => (ExitCode.Backend, exception.Message),
        InvalidCacheKeyException => (ExitCode.Usage, exception.Message),
        OperationCanceledException when cancellationToken.IsCancellationRequested => (ExitCode.Interrupted, "interrupted."),
        _ => (ExitCode.Backend, $"{exception.GetType().Name}: {exception.Message}"),
    };
}
