using System.Globalization;

namespace CacheKit.TestProcess;

/// <summary>
/// What a process is told: <c>count key=hits times=100 -- Backend=file Location=/dir Options:MaxEntries=1000</c>. First the
/// command and what belongs to it, then, after two dashes, the settings of the alias.
/// </summary>
internal sealed class Order
{
    private readonly Dictionary<string, string> _details;

    private Order(string command, Dictionary<string, string> details, Dictionary<string, string> settings)
    {
        Command = command;
        _details = details;
        Settings = settings;
    }

    public string Command { get; }

    /// <summary>The settings of the alias by their paths within it.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; }

    public string this[string name] => _details.TryGetValue(name, out string? value)
        ? value
        : throw new ArgumentException($"The command '{Command}' needs {name}=….");

    public static Order Parse(string[] arguments)
    {
        int divide = Array.IndexOf(arguments, "--");
        if (divide < 1)
            throw new ArgumentException("Expected: command name=value … -- Setting=value …");
        return new(arguments[0], Read(arguments.AsSpan(1, divide - 1)), Read(arguments.AsSpan(divide + 1)));
    }

    public int Number(string name) => int.Parse(this[name], CultureInfo.InvariantCulture);

    private static Dictionary<string, string> Read(ReadOnlySpan<string> pairs)
    {
        var read = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string pair in pairs)
        {
            int end = pair.IndexOf('=', StringComparison.Ordinal);
            read.Add(pair[..end], pair[(end + 1)..]);
        }

        return read;
    }
}
