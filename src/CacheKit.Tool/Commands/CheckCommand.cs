using CacheKit.Tool.Caches;
using CacheKit.Tool.CommandLine;

namespace CacheKit.Tool.Commands;

/// <summary><c>check</c>: validates the configuration as the start of the application would, and connects to everything.</summary>
internal sealed class CheckCommand(CommandRunner runner)
    : AliasesCommand(runner, "check", "Validates the configuration, connects to every cache, and fails when something is wrong.")
{
    // What cannot be found was not validated.
    protected override AliasReport Judge(AliasReport report) =>
        report.Alias.KeyFunctionError is { } error && report.State != AliasState.Wrong
            ? report with { State = AliasState.Wrong, Problem = error }
            : report;

    protected override int ExitCodeOf(IReadOnlyList<AliasReport> reports, bool isSectionWrong)
    {
        if (isSectionWrong || reports.Any(static report => report.State == AliasState.Wrong))
            return ExitCode.Configuration;
        return reports.Any(static report => report.State == AliasState.Unreachable) ? ExitCode.Backend : ExitCode.Done;
    }
}
