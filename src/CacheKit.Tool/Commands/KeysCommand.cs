using System.CommandLine;
using System.Text.Json.Nodes;
using CacheKit.Backends;
using CacheKit.Inspection;
using CacheKit.Tool.Caches;
using CacheKit.Tool.CommandLine;
using CacheKit.Tool.Output;

namespace CacheKit.Tool.Commands;

/// <summary><c>keys</c>: lists keys, where a backend can.</summary>
internal sealed class KeysCommand : ToolCommand
{
    private const int DefaultLimit = 1000;
    private const int KeysBetweenSigns = 10_000;

    private readonly Argument<string?> _pattern = new("pattern")
    {
        Description = "Which keys: * is any text, ? any character, \\ takes the next as it is. Left out: all.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<int> _limit = new("--limit", "-n")
    {
        Description = "How many keys at most; 0: all.",
        HelpName = "number",
        DefaultValueFactory = static _ => DefaultLimit,
        CustomParser = static result => WholeNumber.Parse<int>(result),
    };

    private readonly KeyOptions _options = new();

    public KeysCommand(CommandRunner runner)
        : base(runner, "keys", "Lists the keys of a cache under a version, or with --raw-key the final keys of its whole store.")
    {
        Arguments.Add(_pattern);
        Options.Add(_limit);
        _options.AddTo(this);
    }

    protected override async Task<int> RunAsync(CommandContext context)
    {
        var choice = _options.ChoiceIn(context.Parsed);
        var cache = context.Caches.OpenForKeys(_options.CacheIn(context.Parsed), choice);
        if (!choice.AreFinal && cache.Context.Settings.KeyFunction is not null)
            throw new ToolException(ExitCode.Usage, $"The keys of the cache '{cache.Alias.Name}' are made by a key function, and nobody can tell from what: --raw-key lists the final ones.");
        var backend = EnumerableBackend.Of(cache);
        var pattern = context.Parsed.GetValue(_pattern) ?? "*";
        var limit = context.Parsed.GetValue(_limit) is > 0 and var given ? given : int.MaxValue;
        await DatabaseFile.ThrowIfNothingIsThereAsync(context.Caches.OpenTables, cache, context.CancellationToken);
        var (found, hasMore) = await EnumerableBackend.GuardAsync(
            cache,
            () => context.Output.WithStatusAsync(
                "Looking through the keys",
                tell => KeySearch.FindAsync(backend, cache.Scope, pattern, limit, (found, seen) => Tell(tell, found, seen), context.CancellationToken)),
            context.CancellationToken);
        Write(context.Output, cache, found, hasMore);
        return ExitCode.Done;
    }

    private static void Tell(Action<string> tell, int found, long seen)
    {
        if (seen % KeysBetweenSigns == 0)
            tell($"Looking through the keys: {found} of {seen}");
    }

    private static void Write(ToolOutput output, ToolCache cache, List<CacheEntryInfo> found, bool hasMore)
    {
        if (output.IsJson)
        {
            output.WriteJson(new JsonObject
            {
                ["cache"] = cache.Alias.Name,
                ["keys"] = new JsonArray([.. found.Select(entry => Describe(cache, entry))]),
                ["hasMore"] = hasMore,
            });
            return;
        }

        foreach (var entry in found)
            output.WriteLine(TerminalText.EscapeLine(entry.Key[cache.Scope.Length..]));
        if (hasMore)
            output.WriteError($"There are more; these are the first {found.Count}. --limit takes another number, 0 shows all.");
    }

    private static JsonObject Describe(ToolCache cache, CacheEntryInfo entry) => new()
    {
        ["key"] = entry.Key[cache.Scope.Length..],
        ["finalKey"] = entry.Key,
        ["storedBytes"] = entry.PayloadLength,
        ["expires"] = entry.Expires?.UtcDateTime,
    };
}
