using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using CacheKit.Configuration;
using CacheKit.Database.Tables;
using CacheKit.Tool.Caches;
using CacheKit.Tool.CommandLine;
using CacheKit.Tool.Output;

namespace CacheKit.Tool.Commands;

/// <summary>
/// <c>createcachetable</c>: makes the missing tables of caches on databases (Django's command of this name). One that is
/// there is never touched.
/// </summary>
internal sealed class CreateCacheTableCommand : ToolCommand
{
    private readonly Argument<string[]> _names = new("table")
    {
        Description = "The tables to make. Left out: those of all caches on databases.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string?> _database = new("--database")
    {
        Description = "Only the tables of this database, named as in Options:ConnectionStringName.",
        HelpName = "name",
    };

    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Make nothing; show the SQL that would make what is missing." };

    public CreateCacheTableCommand(CommandRunner runner)
        : base(runner, "createcachetable", "Makes the missing tables of caches on databases; never touches one that is there.")
    {
        Arguments.Add(_names);
        Options.Add(_database);
        Options.Add(_dryRun);
    }

    protected override async Task<int> RunAsync(CommandContext context)
    {
        var isConfigured = Open(context);
        var tables = Choose(context.Caches.OpenTables, context.Parsed.GetValue(_names) ?? [], context.Parsed.GetValue(_database));
        var isDryRun = context.Parsed.GetValue(_dryRun);
        var results = await context.Output.WithProgressAsync("Making tables", tables.Count, async step =>
        {
            var done = new List<TableResult>();
            foreach (var table in tables)
            {
                done.Add(await MakeAsync(table, isDryRun, context.CancellationToken));
                step();
            }

            return done;
        });
        TableReport.Write(context.Output, results, isDryRun);
        if (results.Exists(static result => result.Problem is not null))
            return ExitCode.Backend;
        return isConfigured ? ExitCode.Done : ExitCode.Configuration;
    }

    /// <summary>Opens every cache on a database; says what is wrong with those that cannot be.</summary>
    private static bool Open(CommandContext context)
    {
        var isConfigured = true;
        foreach (var alias in context.Caches.Catalog.Aliases.Where(static alias => alias.IsOnDatabase))
        {
            try
            {
                context.Caches.Open(alias, KeyChoice.OfAlias);
            }
            catch (ToolException exception)
            {
                context.Output.WriteError(exception.Message);
                isConfigured = false;
            }
        }

        return isConfigured;
    }

    private static List<CacheTable> Choose(IReadOnlyList<CacheTable> tables, string[] names, string? database)
    {
        var known = tables.Select(static table => table.Name.ToString()).Distinct().ToList();
        foreach (var name in names)
        {
            if (!tables.Any(table => IsNamed(table, name)))
                throw new ToolException(ExitCode.Usage, $"No cache has a table {SettingText.Quote(name)}. {Suggest(name, known)}");
        }

        var databases = tables.Select(static table => table.DatabaseName).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        if (database is not null && !databases.Contains(database, StringComparer.OrdinalIgnoreCase))
            throw new ToolException(ExitCode.Usage, $"No cache has its table in a database named {SettingText.Quote(database)} (Options:ConnectionStringName). {Suggest(database, databases)}");
        return [.. tables.Where(table =>
            (names is [] || Array.Exists(names, name => IsNamed(table, name)))
            && (database is null || string.Equals(table.DatabaseName, database, StringComparison.OrdinalIgnoreCase)))];
    }

    private static string Suggest(string name, List<string> known) => known is [] ? "There are none." : SettingText.Suggest(name, known);

    private static bool IsNamed(CacheTable table, string name) => table.Name.ToString() == name || table.Name.Name == name;

    [SuppressMessage("Design", "CA1031", Justification = "Whatever a database throws is told, and the next one may work.")]
    private static async Task<TableResult> MakeAsync(CacheTable table, bool isDryRun, CancellationToken cancellationToken)
    {
        try
        {
            var wasMissing = isDryRun
                ? !await DatabaseFile.ExistsAsync(table, cancellationToken)
                : await table.CreateAsync(cancellationToken);
            return new(table, wasMissing, null);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return new(table, false, exception.Message);
        }
    }
}
