using System.CommandLine;
using CacheKit.Tool.CommandLine;

namespace CacheKit.Tool.Commands;

/// <summary>One command of the tool.</summary>
internal abstract class ToolCommand : Command
{
    protected ToolCommand(CommandRunner runner, string name, string description)
        : base(name, description) =>
        SetAction((parsed, cancellationToken) => runner.RunAsync(parsed, RunAsync, cancellationToken));

    /// <summary>Does what the command is for.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    protected abstract Task<int> RunAsync(CommandContext context);
}
