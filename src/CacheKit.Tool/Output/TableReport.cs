using System.Text.Json.Nodes;
using CacheKit.Tool.Caches;

namespace CacheKit.Tool.Output;

/// <summary>What became of tables: SQL for a dry run, else a line for each.</summary>
internal static class TableReport
{
    private static readonly string[] _headers = ["Table", "Database", "Caches", "Result"];

    public static void Write(ToolOutput output, IReadOnlyList<TableResult> results, bool isDryRun)
    {
        if (output.IsJson)
            output.WriteJson(new JsonObject { ["tables"] = new JsonArray([.. results.Select(result => Describe(result, isDryRun))]) });
        else if (isDryRun)
            WriteSql(output, results);
        else if (results.Count > 0)
            output.WriteTable(_headers, results.Select(Row));
        if (results.Count == 0)
            output.WriteNote("No cache of this application has its entries on a database.");
        foreach (var result in results.Where(static result => result.Problem is not null))
            output.WriteError($"The table {result.Table.Name} in {result.Table.Database} ({result.Table.Provider}): {result.Problem}");
    }

    private static void WriteSql(ToolOutput output, IReadOnlyList<TableResult> results)
    {
        foreach (var statement in results.Where(static result => result.WasMissing).SelectMany(static result => result.Table.Sql))
            output.WriteLine($"{statement};");
    }

    private static string[] Row(TableResult result) =>
    [
        result.Table.Name.ToString(),
        $"{result.Table.Database} ({result.Table.Provider})",
        string.Join(", ", result.Table.Aliases),
        result switch
        {
            { Problem: not null } => "failed",
            { WasMissing: true } => "created",
            _ => "was there",
        },
    ];

    private static JsonObject Describe(TableResult result, bool isDryRun) => new()
    {
        ["table"] = result.Table.Name.ToString(),
        ["provider"] = result.Table.Provider,
        ["database"] = result.Table.Database,
        ["caches"] = new JsonArray([.. result.Table.Aliases.Select(static alias => JsonValue.Create(alias))]),
        ["missing"] = result.WasMissing,
        ["created"] = result.WasMissing && !isDryRun,
        ["sql"] = new JsonArray([.. result.Table.Sql.Select(static statement => JsonValue.Create(statement))]),
        ["problem"] = result.Problem,
    };
}
