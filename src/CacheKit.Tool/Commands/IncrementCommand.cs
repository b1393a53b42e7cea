using System.CommandLine;
using System.Globalization;
using CacheKit.Tool.Caches;
using CacheKit.Tool.CommandLine;

namespace CacheKit.Tool.Commands;

/// <summary><c>incr</c>: adds to a counter, atomically.</summary>
internal sealed class IncrementCommand : KeyCommand
{
    private readonly Argument<long> _delta = new("delta")
    {
        Description = "What to add; a negative number takes away.",
        DefaultValueFactory = static _ => 1,
        CustomParser = static result => WholeNumber.Parse<long>(result),
    };

    public IncrementCommand(CommandRunner runner)
        : base(runner, "incr", "Adds to the whole number under a key and shows the sum; its expiry stays.") => Arguments.Add(_delta);

    protected override async Task<int> RunAsync(CommandContext context, ToolCache cache, string key)
    {
        long sum;
        try
        {
            sum = await cache.Values.IncrementAsync(key, context.Parsed.GetValue(_delta), context.CancellationToken);
        }
        catch (KeyNotFoundException)
        {
            return Answer(context, cache, key, "found", yes: false, "", Missing(cache, key));
        }
        catch (Exception exception) when (exception is InvalidOperationException or OverflowException)
        {
            throw new ToolException(ExitCode.Impossible, exception.Message, exception);
        }

        if (context.Output.IsJson)
            context.Output.WriteJson(Describe(cache, key, ("found", true), ("value", sum)));
        else
            context.Output.WriteLine(sum.ToString(CultureInfo.InvariantCulture));
        return ExitCode.Done;
    }
}
