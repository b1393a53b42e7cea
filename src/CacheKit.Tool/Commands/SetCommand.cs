using CacheKit.Tool.Caches;
using CacheKit.Tool.CommandLine;
using CacheKit.Tool.Values;

namespace CacheKit.Tool.Commands;

/// <summary><c>set</c>: stores a value, whatever stood there.</summary>
internal sealed class SetCommand(CommandRunner runner)
    : StoringCommand(runner, "set", "Stores a value under a key, whatever stood there.")
{
    protected override async Task<int> StoreAsync(CommandContext context, ToolCache cache, string key, GivenValue value, CacheTimeout timeout)
    {
        await value.SetAsync(cache.Values, key, timeout, context.CancellationToken);
        var isKept = cache.Context.TryResolve(timeout, out _);
        if (context.Output.IsJson)
            context.Output.WriteJson(Describe(cache, key, ("stored", isKept)));
        else
            context.Output.WriteNote(isKept ? "Stored." : "Not kept: the timeout is zero. What stood there is gone.");
        return ExitCode.Done;
    }
}
