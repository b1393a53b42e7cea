using CacheKit.Tool.Caches;
using CacheKit.Tool.CommandLine;
using CacheKit.Tool.Output;
using CacheKit.Tool.Values;

namespace CacheKit.Tool.Commands;

/// <summary><c>get</c>: shows a value by what its payload says that it is.</summary>
internal sealed class GetCommand(CommandRunner runner)
    : KeyCommand(runner, "get", "Shows the value under a key.")
{
    protected override async Task<int> RunAsync(CommandContext context, ToolCache cache, string key)
    {
        await DatabaseFile.ThrowIfNothingIsThereAsync(context.Caches.OpenTables, cache, context.CancellationToken);
        var entry = await new EntryReader(cache).ReadAsync(cache.KeyOf(key), context.CancellationToken);
        if (context.Output.IsJson)
        {
            var document = Describe(cache, key, ("found", entry is not null));
            if (entry is not null)
                ValueDocument.Describe(entry, document);
            context.Output.WriteJson(document);
        }
        else if (entry is null)
        {
            context.Output.WriteError(Missing(cache, key));
        }
        else
        {
            context.Output.WriteLine(ValueText.Of(entry.Value, isIndented: context.Output.IsForTerminal));
            context.Output.WriteNote(ValueText.Describe(entry));
        }

        return entry is null ? ExitCode.No : ExitCode.Done;
    }
}
