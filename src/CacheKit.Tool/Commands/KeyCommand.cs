using System.CommandLine;
using System.Text.Json.Nodes;
using CacheKit.Keys;
using CacheKit.Tool.Caches;
using CacheKit.Tool.CommandLine;

namespace CacheKit.Tool.Commands;

/// <summary>A command that acts on one key of one cache.</summary>
internal abstract class KeyCommand : ToolCommand
{
    private readonly Argument<string> _key = new("key") { Description = "The key." };
    private readonly KeyOptions _options = new();

    protected KeyCommand(CommandRunner runner, string name, string description)
        : base(runner, name, description)
    {
        Arguments.Add(_key);
        _options.AddTo(this);
    }

    protected sealed override Task<int> RunAsync(CommandContext context)
    {
        var cache = context.Caches.OpenForKeys(_options.CacheIn(context.Parsed), _options.ChoiceIn(context.Parsed));
        return RunAsync(context, cache, context.Parsed.GetRequiredValue(_key));
    }

    /// <summary>Does what the command is for.</summary>
    /// <param name="context">What it works with.</param>
    /// <param name="cache">The cache, open.</param>
    /// <param name="key">The key as it was given.</param>
    protected abstract Task<int> RunAsync(CommandContext context, ToolCache cache, string key);

    /// <summary>Answers by yes or no: in JSON as a member of that name, else by the exit code and, for a no, in words.</summary>
    protected static int Answer(CommandContext context, ToolCache cache, string key, string name, bool yes, string whenYes, string whenNo)
    {
        if (context.Output.IsJson)
            context.Output.WriteJson(Describe(cache, key, (name, yes)));
        else if (yes)
            context.Output.WriteNote(whenYes);
        else
            context.Output.WriteError(whenNo);
        return yes ? ExitCode.Done : ExitCode.No;
    }

    /// <summary>The beginning of every answer in JSON: which key of which cache.</summary>
    protected static JsonObject Describe(ToolCache cache, string key, params (string Name, JsonNode? Value)[] members)
    {
        var document = new JsonObject
        {
            ["cache"] = cache.Alias.Name,
            ["key"] = key,
            ["finalKey"] = cache.KeyOf(key).ToString(),
        };
        foreach (var (name, value) in members)
            document[name] = value;
        return document;
    }

    /// <summary>A key as a sentence shows it.</summary>
    protected static string Show(ToolCache cache, string key)
    {
        var final = cache.KeyOf(key).ToString();
        var shown = KeyDisplay.Show(key, logKeys: true);
        return final == key ? shown : $"{shown} (final key {KeyDisplay.Show(final, logKeys: true)})";
    }

    protected static string Missing(ToolCache cache, string key) => $"The key {Show(cache, key)} is not in the cache '{cache.Alias.Name}'.";
}
