using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using CacheKit.Backends;
using CacheKit.Tool.Caches;
using CacheKit.Tool.CommandLine;
using CacheKit.Tool.Output;

namespace CacheKit.Tool.Commands;

/// <summary><c>stats</c>: how many entries a store holds and how many bytes they take, where a backend can tell.</summary>
internal sealed class StatisticsCommand : ToolCommand
{
    // A store of millions is looked through entry by entry; the bar need not move at each.
    private const int StepsOfBar = 100;

    private static readonly string[] _headers = ["Alias", "Backend", "Entries", "Bytes", "Without expiry"];

    private readonly Option<string> _cache = KeyOptions.CacheOption();
    private readonly Option<bool> _countOnly = new("--count-only") { Description = "Count the entries and do not look at each, which takes long in a large store." };

    public StatisticsCommand(CommandRunner runner)
        : base(runner, "stats", "Tells how many entries the store of a cache holds and how many bytes their values take, other applications' entries included.")
    {
        Options.Add(_cache);
        Options.Add(_countOnly);
    }

    protected override async Task<int> RunAsync(CommandContext context)
    {
        var cache = context.Caches.OpenVisible(context.Parsed.GetValue(_cache)!, KeyChoice.OfAlias);
        var backend = EnumerableBackend.Of(cache);
        await DatabaseFile.ThrowIfNothingIsThereAsync(context.Caches.OpenTables, cache, context.CancellationToken);
        var statistics = await EnumerableBackend.GuardAsync(cache, () => CountAsync(context, backend), context.CancellationToken);
        Write(context.Output, cache, statistics);
        return ExitCode.Done;
    }

    private async Task<StoreStatistics> CountAsync(CommandContext context, IEnumerableCacheBackend backend)
    {
        var count = await backend.CountAsync(context.CancellationToken);
        if (context.Parsed.GetValue(_countOnly))
            return new(count, null, null);
        return await context.Output.WithProgressAsync("Looking through the entries", StepsOfBar, async step =>
        {
            var (entries, bytes, permanent) = (0L, 0L, 0L);
            var stride = Math.Max(1, count / StepsOfBar);
            await foreach (var entry in backend.ListAsync(null, context.CancellationToken))
            {
                entries++;
                bytes += entry.PayloadLength;
                permanent += entry.Expires is null ? 1 : 0;
                if (entries % stride == 0)
                    step();
            }

            return new StoreStatistics(entries, bytes, permanent);
        });
    }

    private static void Write(ToolOutput output, ToolCache cache, StoreStatistics statistics)
    {
        var alias = cache.Alias;
        if (output.IsJson)
        {
            output.WriteJson(new JsonObject
            {
                ["cache"] = alias.Name,
                ["backend"] = alias.Backend,
                ["location"] = alias.Location,
                ["entries"] = statistics.Entries,
                ["bytes"] = statistics.Bytes,
                ["withoutExpiry"] = statistics.Permanent,
            });
            return;
        }

        output.WriteTable(_headers, [[alias.Name, alias.Backend, Show(statistics.Entries), Show(statistics.Bytes), Show(statistics.Permanent)]]);
    }

    private static string Show(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";
}
