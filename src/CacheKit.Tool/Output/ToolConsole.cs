using System.Text;

namespace CacheKit.Tool.Output;

/// <summary>What a command reads and writes, and which of it a person looks at.</summary>
internal sealed class ToolConsole
{
    /// <summary>Takes data, and nothing else.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Takes errors, questions and progress.</summary>
    public required TextWriter Error { get; init; }

    public required Stream In { get; init; }

    public bool IsInputTerminal { get; init; }

    public bool IsOutputTerminal { get; init; }

    public bool IsErrorTerminal { get; init; }

    /// <summary>False where <c>NO_COLOR</c> is set (no-color.org).</summary>
    public bool AllowsColors { get; init; }

    /// <summary>The folder that relative paths count from.</summary>
    public required string Folder { get; init; }

    /// <summary>Goes to work in a folder, so that relative paths in an application's settings mean what they mean there.</summary>
    public Action<string> EnterFolder { get; init; } = static _ => { };

    public static ToolConsole OfProcess()
    {
        // Keys and values are in any script; a consumer in a pipe wants no mark before them.
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        var isDumb = Environment.GetEnvironmentVariable("TERM") == "dumb";
        return new()
        {
            Out = Console.Out,
            Error = Console.Error,
            In = Console.OpenStandardInput(),
            IsInputTerminal = !Console.IsInputRedirected,
            IsOutputTerminal = !Console.IsOutputRedirected && !isDumb,
            IsErrorTerminal = !Console.IsErrorRedirected && !isDumb,
            AllowsColors = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")),
            Folder = Environment.CurrentDirectory,
            EnterFolder = static folder => Environment.CurrentDirectory = folder,
        };
    }
}
