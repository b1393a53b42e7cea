using CacheKit.Tool.Caches;
using CacheKit.Tool.CommandLine;

namespace CacheKit.Tool.Commands;

/// <summary><c>touch</c>: gives an entry a new time to live.</summary>
internal sealed class TouchCommand : KeyCommand
{
    private readonly TimeoutOption _timeout = new();

    public TouchCommand(CommandRunner runner)
        : base(runner, "touch", "Gives the entry under a key a new time to live.") => Options.Add(_timeout);

    protected override async Task<int> RunAsync(CommandContext context, ToolCache cache, string key)
    {
        var touched = await cache.Values.TouchAsync(key, context.Parsed.GetValue(_timeout), context.CancellationToken);
        return Answer(context, cache, key, "touched", touched, "Touched.", Missing(cache, key));
    }
}
