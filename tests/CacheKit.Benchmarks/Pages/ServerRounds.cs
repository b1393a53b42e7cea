namespace CacheKit.Benchmarks.Pages;

/// <summary>A server of the comparison, and what it did in each round.</summary>
internal sealed class ServerRounds(string name, ServerProcess server)
{
    private readonly List<double> _requestsPerSecond = [];
    private readonly List<double> _processorTimes = [];

    public string Name => name;

    public double RequestsPerSecond => Statistics.Median(_requestsPerSecond);

    /// <summary>Microseconds of the server's processor time for each request.</summary>
    public double ProcessorTime => Statistics.Median(_processorTimes);

    public async Task LoadAsync(int seconds)
    {
        var before = server.ProcessorTime;
        var (requests, perSecond) = await Wrk.RunAsync(server.Page, seconds);
        _processorTimes.Add((server.ProcessorTime - before).TotalMicroseconds / requests);
        _requestsPerSecond.Add(perSecond);
    }

    public double RequestsAgainst(ServerRounds floor, ServerRounds other) => Against(_requestsPerSecond, floor._requestsPerSecond, other._requestsPerSecond);

    public double ProcessorTimeAgainst(ServerRounds floor, ServerRounds other) => Against(_processorTimes, floor._processorTimes, other._processorTimes);

    /// <summary>How far two are apart in requests per second: the median over the rounds.</summary>
    public double SpreadTo(ServerRounds other) =>
        Statistics.Median(_requestsPerSecond.Zip(other._requestsPerSecond, static (one, two) => Math.Abs(one - two) / Math.Min(one, two)));

    public void Forget()
    {
        _requestsPerSecond.Clear();
        _processorTimes.Clear();
    }

    // Each round against the two floors of that round.
    private static double Against(List<double> figures, List<double> floor, List<double> other) =>
        Statistics.Median(figures.Select((figure, round) => figure / ((floor[round] + other[round]) / 2)));
}
