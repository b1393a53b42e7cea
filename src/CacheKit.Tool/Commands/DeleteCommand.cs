using CacheKit.Tool.Caches;
using CacheKit.Tool.CommandLine;

namespace CacheKit.Tool.Commands;

/// <summary><c>delete</c>: removes an entry.</summary>
internal sealed class DeleteCommand(CommandRunner runner)
    : KeyCommand(runner, "delete", "Removes the entry under a key.")
{
    protected override async Task<int> RunAsync(CommandContext context, ToolCache cache, string key)
    {
        var deleted = await cache.Values.DeleteAsync(key, context.CancellationToken);
        return Answer(context, cache, key, "deleted", deleted, "Deleted.", Missing(cache, key));
    }
}
