using System.Globalization;
using System.Text;
using CacheKit.Benchmarks.Operations;

namespace CacheKit.Benchmarks.Compare;

/// <summary>The results of one operation as a Markdown table: candidates down, threads and entries across.</summary>
internal sealed class ComparisonReport(Operation operation)
{
    private readonly OperationBound _bound = OperationBound.Of(operation);
    private readonly List<(string Heading, ComparisonResult Result)> _columns = [];

    public void Add(int threads, int entries, ComparisonResult result)
    {
        string heading = string.Create(CultureInfo.InvariantCulture, $"{entries:N0}, {threads} thread{(threads == 1 ? "" : "s")}");
        _columns.Add((heading, result));
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"### {_bound.Title}\n\n");
        text.Append(CultureInfo.InvariantCulture, $"| entries, threads | {string.Join(" | ", _columns.Select(static column => column.Heading))} | B/op |\n");
        text.Append(CultureInfo.InvariantCulture, $"| --- | {string.Concat(Enumerable.Repeat("---: | ", _columns.Count))}---: |\n");
        foreach (var candidate in _columns[0].Result.Candidates)
            text.Append(CultureInfo.InvariantCulture, $"| {candidate.Name} | {string.Join(" | ", _columns.Select(column => Cell(column.Result, candidate.Name)))} | {candidate.Bytes:F0} |\n");
        text.Append(CultureInfo.InvariantCulture, $"| the floor against itself | {string.Join(" | ", _columns.Select(static column => column.Result.Spread.ToString("±0.0 %", CultureInfo.InvariantCulture)))} | |\n");
        text.Append(CultureInfo.InvariantCulture, $"| CacheKit's bound: {BoundInWords()} | {string.Join(" | ", _columns.Select(column => column.Result.Meets(_bound) ? "met" : "missed"))} | |\n");
        return text.ToString();
    }

    private static string Cell(ComparisonResult result, string name)
    {
        var candidate = result.Find(name)!;
        string time = candidate.Nanoseconds.ToString(candidate.Nanoseconds < 100 ? "F1" : "F0", CultureInfo.InvariantCulture) + " ns";
        return candidate == result.Floor ? time : string.Create(CultureInfo.InvariantCulture, $"{result.Ratio(candidate):F2} ({time})");
    }

    private string BoundInWords() => string.Create(
        CultureInfo.InvariantCulture,
        $"{_bound.TimesFloor:0.0##}{(_bound.CopiesFloor ? " of the copied" : "")}{(_bound.Bytes is { } bytes ? $", {bytes:F0} B" : "")}");
}
