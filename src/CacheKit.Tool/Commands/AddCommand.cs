using CacheKit.Tool.Caches;
using CacheKit.Tool.CommandLine;
using CacheKit.Tool.Values;

namespace CacheKit.Tool.Commands;

/// <summary><c>add</c>: stores a value if the key is free.</summary>
internal sealed class AddCommand(CommandRunner runner)
    : StoringCommand(runner, "add", "Stores a value under a key if none stands there.")
{
    protected override async Task<int> StoreAsync(CommandContext context, ToolCache cache, string key, GivenValue value, CacheTimeout timeout)
    {
        var added = await value.AddAsync(cache.Values, key, timeout, context.CancellationToken);
        return Answer(context, cache, key, "added", added, "Added.", $"The key {Show(cache, key)} is in the cache '{cache.Alias.Name}' already; nothing was changed.");
    }
}
