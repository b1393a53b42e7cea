using System.CommandLine;
using System.Text.Json.Nodes;
using CacheKit.Inspection;
using CacheKit.Tool.Caches;
using CacheKit.Tool.CommandLine;

namespace CacheKit.Tool.Commands;

/// <summary><c>clear</c>: removes everything in a cache, after a question that says what everything is.</summary>
internal sealed class ClearCommand : ToolCommand
{
    private readonly Option<string> _cache = KeyOptions.CacheOption();
    private readonly Option<bool> _yes = new("--yes", "-y") { Description = "Do not ask." };

    public ClearCommand(CommandRunner runner)
        : base(runner, "clear", "Removes everything in a cache; asks first, and says what that destroys.")
    {
        Options.Add(_cache);
        Options.Add(_yes);
    }

    protected override async Task<int> RunAsync(CommandContext context)
    {
        var cache = context.Caches.OpenVisible(context.Parsed.GetValue(_cache)!, KeyChoice.OfAlias);
        var loss = DescribeLoss(context.Caches.Catalog, cache);
        if (!context.Parsed.GetValue(_yes))
        {
            var answer = await context.Output.AskAsync($"{loss} Go on?", context.CancellationToken)
                ?? throw new ToolException(ExitCode.Usage, $"{loss} There is nobody to ask: say --yes if that is what you want.");
            if (!answer)
            {
                context.Output.WriteError("Nothing was removed.");
                return ExitCode.No;
            }
        }

        await context.Output.WithStatusAsync("Removing the entries", async _ =>
        {
            await cache.Values.ClearAsync(context.CancellationToken);
            return true;
        });
        if (context.Output.IsJson)
            context.Output.WriteJson(new JsonObject { ["cache"] = cache.Alias.Name, ["cleared"] = true });
        else
            context.Output.WriteNote("Cleared.");
        return ExitCode.Done;
    }

    private static string DescribeLoss(AliasCatalog catalog, ToolCache cache)
    {
        var alias = cache.Alias;
        var place = alias.Location.Length > 0 ? $"{alias.Backend} at {alias.Location}" : alias.Backend;
        string[] sharers = [.. catalog.Aliases.Where(other => other != alias && IsSamePlace(other, alias)).Select(static other => other.Name)];
        return ClearLoss.Describe(cache.Context.Settings, place, sharers, isOfProcess: false);
    }

    private static bool IsSamePlace(ToolAlias one, ToolAlias other) =>
        one.Configured is { } first && other.Configured is { } second
        && one.Backend == other.Backend
        && one.Location == other.Location
        && first.Context.Locations.SequenceEqual(second.Context.Locations);
}
