namespace CacheKit.AspNetCore.Dashboard.Figures;

/// <summary>The last failures of one alias: a few, and one that comes again and again stands there once.</summary>
internal sealed class FailureList
{
    private const int Most = 20;

    private readonly Lock _gate = new();
    private readonly List<RecordedFailure> _failures = [];

    /// <summary>What has failed, the last first.</summary>
    public IReadOnlyList<RecordedFailure> Read()
    {
        lock (_gate)
            return [.. _failures];
    }

    public void Add(DateTimeOffset at, string operation, string type, string? message)
    {
        lock (_gate)
        {
            var place = _failures.FindIndex(
                failure => failure.Operation == operation && failure.Message == message && (message is not null || failure.Type == type));
            var count = 1L;
            if (place >= 0)
            {
                count += _failures[place].Count;
                _failures.RemoveAt(place);
            }
            else if (_failures.Count == Most)
            {
                _failures.RemoveAt(Most - 1);
            }

            _failures.Insert(0, new(at, operation, type, message, count));
        }
    }
}
