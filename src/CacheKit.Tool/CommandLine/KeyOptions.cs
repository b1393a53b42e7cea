using System.CommandLine;
using CacheKit.Tool.Caches;

namespace CacheKit.Tool.CommandLine;

/// <summary>The options of commands that act on keys: in which cache, under which version.</summary>
internal sealed class KeyOptions
{
    private readonly Option<string> _cache = CacheOption();

    private readonly Option<int?> _version = new("--version")
    {
        Description = "The version of the keys. Left out: the alias's own.",
        HelpName = "number",
        CustomParser = static result => WholeNumber.Parse<int>(result),
    };

    private readonly Option<bool> _rawKey = new("--raw-key")
    {
        Description = "Keys are final ones: no prefix and version are added, no key function is called.",
    };

    public static Option<string> CacheOption() => new("--cache", "-c")
    {
        Description = "The alias of the cache.",
        HelpName = "alias",
        DefaultValueFactory = static _ => "default",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_cache);
        command.Options.Add(_version);
        command.Options.Add(_rawKey);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_rawKey) && result.GetResult(_version) is { Implicit: false })
                result.AddError("--version does not go with --raw-key: a final key holds its version.");
        });
    }

    public string CacheIn(ParseResult parsed) => parsed.GetValue(_cache)!;

    public KeyChoice ChoiceIn(ParseResult parsed) => new(parsed.GetValue(_version), parsed.GetValue(_rawKey));
}
