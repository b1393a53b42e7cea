using CacheKit.Tool.Caches;
using CacheKit.Tool.CommandLine;
using CacheKit.Tool.Output;

namespace CacheKit.Tool.Commands;

/// <summary>A command that looks at all aliases and tells how they stand.</summary>
internal abstract class AliasesCommand(CommandRunner runner, string name, string description)
    : ToolCommand(runner, name, description)
{
    protected sealed override async Task<int> RunAsync(CommandContext context)
    {
        var catalog = context.Caches.Catalog;
        var found = await context.Output.WithProgressAsync("Looking at the caches", catalog.Aliases.Count, step =>
            new AliasProbe(context.Caches).LookAsync(catalog.Aliases, step, context.CancellationToken));
        var reports = found.Select(Judge).ToList();
        AliasTable.Write(context.Output, context.Caches, reports);
        foreach (var error in catalog.SectionErrors.Concat(reports.Select(Complain).OfType<string>()))
            context.Output.WriteError(error);
        foreach (var alias in catalog.Aliases.Where(static alias => alias.ForeignSerializer is not null))
            context.Output.WriteWarning($"The cache '{alias.Name}' names the serializer '{alias.ForeignSerializer}', which is not CacheKit's own. Whether the application registers it (AddSerializer) cannot be seen from here.");
        return ExitCodeOf(reports, catalog.SectionErrors.Count > 0);
    }

    /// <summary>What the command makes of a report.</summary>
    protected abstract AliasReport Judge(AliasReport report);

    /// <summary>What the command returns.</summary>
    /// <param name="reports">How the aliases were found.</param>
    /// <param name="isSectionWrong">Whether the section <c>Caches</c> as a whole is wrong.</param>
    protected abstract int ExitCodeOf(IReadOnlyList<AliasReport> reports, bool isSectionWrong);

    private static string? Complain(AliasReport report) => report.State switch
    {
        // Names the path of the setting, and so the alias.
        AliasState.Wrong => report.Problem,
        AliasState.Unreachable => $"The cache '{report.Alias.Name}' ({report.Alias.Backend}) cannot be reached: {report.Problem}",
        _ => null,
    };
}
