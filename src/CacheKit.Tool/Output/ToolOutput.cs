using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace CacheKit.Tool.Output;

/// <summary>How a command answers: one JSON document for scripts, or text for people. Data goes to the output, all else to the error stream.</summary>
internal sealed class ToolOutput(ToolConsole console, bool isJson)
{
    // As wide as any line can be: a reader of a pipe has no margin.
    private const int Unlimited = 100_000;

    private static readonly JsonSerializerOptions _json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Whether <c>--json</c> was said.</summary>
    public bool IsJson => isJson;

    /// <summary>Whether a person reads the output as it is written.</summary>
    public bool IsForTerminal => !isJson && console.IsOutputTerminal;

    /// <summary>Writes a document on a line of its own.</summary>
    public void WriteJson(JsonNode document) => console.Out.WriteLine(document.ToJsonString(_json));

    /// <summary>Writes text as it is; what a terminal would obey is escaped there.</summary>
    public void WriteLine(string text) => console.Out.WriteLine(console.IsOutputTerminal ? TerminalText.Escape(text) : text);

    /// <summary>Writes a table; without lines and colours where nobody looks.</summary>
    public void WriteTable(IReadOnlyList<string> headers, IEnumerable<IReadOnlyList<string>> rows)
    {
        var table = new Table { Border = console.IsOutputTerminal ? TableBorder.Rounded : TableBorder.None };
        foreach (var header in headers)
            table.AddColumn(new TableColumn(new Text(header)) { NoWrap = !console.IsOutputTerminal });
        foreach (var row in rows)
            table.AddRow(row.Select(static cell => new Text(TerminalText.EscapeLine(cell))));
        Terminal(console.Out, console.IsOutputTerminal).Write(table);
    }

    /// <summary>Says what is wrong; to a script in a document on a line of its own.</summary>
    public void WriteError(string message) => WriteComplaint("error", message, message);

    /// <summary>Says what may be wrong, and kept the command from nothing.</summary>
    public void WriteWarning(string message) => WriteComplaint("warning", message, $"warning: {message}");

    /// <summary>Tells a person at a terminal what was done; scripts need no such line.</summary>
    public void WriteNote(string message)
    {
        if (!isJson && console.IsErrorTerminal)
            console.Error.WriteLine(TerminalText.EscapeLine(message));
    }

    /// <summary>Asks a question that is answered by yes or no.</summary>
    /// <returns>Whether the answer was yes; null when there is nobody to ask.</returns>
    public async Task<bool?> AskAsync(string question, CancellationToken cancellationToken)
    {
        if (isJson || !console.IsInputTerminal)
            return null;
        await console.Error.WriteAsync($"{TerminalText.Escape(question)} [y/N] ".AsMemory(), cancellationToken);
        await console.Error.FlushAsync(cancellationToken);
        using var reader = new StreamReader(console.In, Encoding.UTF8, leaveOpen: true);
        var answer = await reader.ReadLineAsync(cancellationToken);
        return answer?.Trim().ToUpperInvariant() is "Y" or "YES";
    }

    /// <summary>Does a work of several steps, behind a progress bar where a person waits for it.</summary>
    /// <param name="title">What is done.</param>
    /// <param name="steps">How many steps it has.</param>
    /// <param name="work">Does it, and reports each step.</param>
    public async Task<T> WithProgressAsync<T>(string title, int steps, Func<Action, Task<T>> work)
    {
        if (!IsForTerminal || !console.IsErrorTerminal || steps < 2)
            return await work(static () => { });
        return await Terminal(console.Error, isTerminal: true).Progress().AutoClear(true).StartAsync(async context =>
        {
            var task = context.AddTask(Markup.Escape(title), maxValue: steps);
            return await work(() => task.Increment(1));
        });
    }

    /// <summary>Does a work of which nobody can tell how long it takes, behind a sign that it goes on where a person waits for it.</summary>
    /// <param name="title">What is done.</param>
    /// <param name="work">Does it, and tells what is done now, if that changes.</param>
    public async Task<T> WithStatusAsync<T>(string title, Func<Action<string>, Task<T>> work)
    {
        if (!IsForTerminal || !console.IsErrorTerminal)
            return await work(static _ => { });
        return await Terminal(console.Error, isTerminal: true).Status().StartAsync(
            Markup.Escape(title), context => work(text => context.Status(Markup.Escape(text))));
    }

    private void WriteComplaint(string kind, string message, string text)
    {
        if (isJson)
        {
            console.Error.WriteLine(new JsonObject { [kind] = message }.ToJsonString(_json));
            return;
        }

        foreach (var line in text.Split(Environment.NewLine))
            console.Error.WriteLine($"cachekit: {TerminalText.EscapeLine(line)}");
    }

    private IAnsiConsole Terminal(TextWriter writer, bool isTerminal)
    {
        var terminal = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = isTerminal ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = isTerminal && console.AllowsColors ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = isTerminal ? InteractionSupport.Yes : InteractionSupport.No,
            // What decides stands above; a build server is none of it.
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        if (!isTerminal)
            terminal.Profile.Width = Unlimited;
        return terminal;
    }
}
