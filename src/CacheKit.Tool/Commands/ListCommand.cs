using CacheKit.Tool.Caches;
using CacheKit.Tool.CommandLine;

namespace CacheKit.Tool.Commands;

/// <summary><c>list</c>: the aliases, where they are and whether they can be reached.</summary>
internal sealed class ListCommand(CommandRunner runner)
    : AliasesCommand(runner, "list", "Lists the caches of the application: backend, location, and whether it can be reached.")
{
    protected override AliasReport Judge(AliasReport report) => report;

    // A list of what is wrong is a list all the same; check is for those who want it to fail.
    protected override int ExitCodeOf(IReadOnlyList<AliasReport> reports, bool isSectionWrong) => ExitCode.Done;
}
