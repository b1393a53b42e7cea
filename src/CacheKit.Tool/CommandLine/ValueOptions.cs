using System.CommandLine;
using System.CommandLine.Parsing;
using CacheKit.Configuration;
using CacheKit.Tool.Output;
using CacheKit.Tool.Values;

namespace CacheKit.Tool.CommandLine;

/// <summary>How the command line gives a value: what it is, and where it stands.</summary>
internal sealed class ValueOptions
{
    private readonly Argument<string?> _value = new("value")
    {
        Description = "The value. Left out: what stands in --file, else the input.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<GivenKind?> _kind = new("--kind", "-k")
    {
        Description = "What the value is. Left out: text.",
        HelpName = "text|number|json|hex|bytes|null",
        CustomParser = ParseKind,
    };

    private readonly Option<bool> _number = new("--number") { Description = "The value is a number." };
    private readonly Option<bool> _json = new("--json-value") { Description = "The value is JSON." };
    private readonly Option<bool> _hex = new("--hex") { Description = "The value is bytes in hexadecimal digits." };
    private readonly Option<string?> _file = new("--file", "-f") { Description = "The file that holds the value; - is the input.", HelpName = "file" };

    public void AddTo(Command command)
    {
        command.Arguments.Add(_value);
        command.Options.Add(_kind);
        command.Options.Add(_number);
        command.Options.Add(_json);
        command.Options.Add(_hex);
        command.Options.Add(_file);
        command.Validators.Add(Check);
    }

    /// <summary>Reads the value that a command line gives.</summary>
    /// <exception cref="ToolException">It is missing, or not what it is said to be.</exception>
    public async Task<GivenValue> ReadAsync(ParseResult parsed, ToolConsole console, CancellationToken cancellationToken)
    {
        var kind = KindIn(parsed);
        var text = parsed.GetValue(_value);
        var file = parsed.GetValue(_file);
        if (kind == GivenKind.Null)
            return text is null && file is null ? GivenValueParser.Null : throw new ToolException(ExitCode.Usage, "--kind null takes no value.");
        return text is null
            ? GivenValueParser.Parse(kind, await ReadContentAsync(file, console, cancellationToken))
            : GivenValueParser.Parse(kind, text);
    }

    private static async Task<byte[]> ReadContentAsync(string? file, ToolConsole console, CancellationToken cancellationToken)
    {
        if (file is null && console.IsInputTerminal)
            throw new ToolException(ExitCode.Usage, "There is no value: write it behind the key, name a --file, or pipe it in.");
        if (file is null or "-")
        {
            using var content = new MemoryStream();
            await console.In.CopyToAsync(content, cancellationToken);
            return content.ToArray();
        }

        try
        {
            return await File.ReadAllBytesAsync(Path.GetFullPath(file, console.Folder), cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ToolException(ExitCode.Usage, $"--file: {exception.Message}", exception);
        }
    }

    private static GivenKind? ParseKind(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (SettingText.TryReadName(text, out GivenKind kind))
            return kind;
        result.AddError($"--kind {SettingText.Quote(text)}: expected {string.Join(", ", SettingText.Names<GivenKind>())}.");
        return null;
    }

    private GivenKind KindIn(ParseResult parsed)
    {
        if (parsed.GetValue(_number))
            return GivenKind.Number;
        if (parsed.GetValue(_json))
            return GivenKind.Json;
        if (parsed.GetValue(_hex))
            return GivenKind.Hex;
        return parsed.GetValue(_kind) ?? GivenKind.Text;
    }

    private void Check(CommandResult result)
    {
        if (new Option[] { _kind, _number, _json, _hex }.Count(option => result.GetResult(option) is { Implicit: false }) > 1)
            result.AddError("Only one of --kind, --number, --json-value and --hex can be said of a value.");
        if (result.GetValue(_value) is not null && result.GetValue(_file) is not null)
            result.AddError("The value stands behind the key or in --file, not in both.");
    }
}
