using CacheKit.Tool.Caches;
using CacheKit.Tool.CommandLine;
using CacheKit.Tool.Values;

namespace CacheKit.Tool.Commands;

/// <summary>A command that stores a value under a key.</summary>
internal abstract class StoringCommand : KeyCommand
{
    private readonly ValueOptions _value = new();
    private readonly TimeoutOption _timeout = new();

    protected StoringCommand(CommandRunner runner, string name, string description)
        : base(runner, name, description)
    {
        _value.AddTo(this);
        Options.Add(_timeout);
    }

    protected sealed override async Task<int> RunAsync(CommandContext context, ToolCache cache, string key)
    {
        var value = await _value.ReadAsync(context.Parsed, context.Console, context.CancellationToken);
        if (value.NeedsSerializer && cache.Alias.ForeignSerializer is { } serializer)
            throw new ToolException(ExitCode.Impossible, $"Values of the cache '{cache.Alias.Name}' are written by the serializer '{serializer}', which only the application has. Text, whole numbers, bytes and null are the same for all serializers.");
        return await StoreAsync(context, cache, key, value, context.Parsed.GetValue(_timeout));
    }

    protected abstract Task<int> StoreAsync(CommandContext context, ToolCache cache, string key, GivenValue value, CacheTimeout timeout);
}
