using System.Globalization;

namespace CacheKit.TestServers;

/// <summary>What Linux tells of a process or a thread.</summary>
/// <param name="State">What it does: a letter.</param>
/// <param name="Parent">The process that has started it.</param>
internal sealed record ProcessStatus(string State, int Parent)
{
    /// <summary>Reads that of one; null where it has ended.</summary>
    /// <param name="folder">Its folder below <c>/proc</c>.</param>
    public static ProcessStatus? Of(string folder)
    {
        try
        {
            // "pid (name) state parent …"; the name may hold spaces and parentheses.
            var status = File.ReadAllText(Path.Combine(folder, "stat"));
            var fields = status[(status.LastIndexOf(')') + 2)..].Split(' ');
            return new ProcessStatus(fields[0], int.Parse(fields[1], CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            return null;
        }
    }
}
