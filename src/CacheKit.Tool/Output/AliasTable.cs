using System.Globalization;
using System.Text.Json.Nodes;
using CacheKit.Tool.Caches;

namespace CacheKit.Tool.Output;

/// <summary>Aliases and how they stand.</summary>
internal static class AliasTable
{
    private static readonly string[] _headers = ["Alias", "Backend", "Location", "Timeout", "State"];

    public static void Write(ToolOutput output, ToolCaches caches, IReadOnlyList<AliasReport> reports)
    {
        if (output.IsJson)
            output.WriteJson(Document(caches, reports));
        else
            output.WriteTable(_headers, reports.Select(Row));
    }

    private static string[] Row(AliasReport report) =>
    [
        report.Alias.Name,
        report.Alias.Backend,
        report.Alias.Location,
        report.Alias.Configured?.Settings.Timeout is not { } timeout ? ""
            : timeout.Duration is { } duration ? string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds} s")
            : "never",
        report.State switch
        {
            AliasState.Reachable => "reachable",
            AliasState.Unmade => "made at the first use",
            AliasState.Unseen => $"not visible: it {report.Problem}",
            AliasState.Wrong => "wrong configuration",
            _ => "unreachable",
        },
    ];

    private static JsonObject Document(ToolCaches caches, IReadOnlyList<AliasReport> reports) => new()
    {
        ["folder"] = caches.Configuration.Folder,
        ["environment"] = caches.Configuration.Environment,
        ["files"] = new JsonArray([.. caches.Configuration.Files.Select(static file => JsonValue.Create(file))]),
        ["problems"] = new JsonArray([.. caches.Catalog.SectionErrors.Select(static error => JsonValue.Create(error))]),
        ["caches"] = new JsonArray([.. reports.Select(Describe)]),
    };

    private static JsonObject Describe(AliasReport report)
    {
        var settings = report.Alias.Configured?.Settings;
        return new()
        {
            ["alias"] = report.Alias.Name,
            ["backend"] = report.Alias.Backend,
            ["location"] = report.Alias.Location,
            ["timeoutSeconds"] = settings?.Timeout.Duration?.TotalSeconds,
            ["keyPrefix"] = settings?.KeyPrefix,
            ["version"] = settings?.Version,
            ["state"] = report.State switch
            {
                AliasState.Reachable => "reachable",
                AliasState.Unmade => "unmade",
                AliasState.Unseen => "not-visible",
                AliasState.Wrong => "wrong",
                _ => "unreachable",
            },
            ["problem"] = report.Problem,
        };
    }
}
