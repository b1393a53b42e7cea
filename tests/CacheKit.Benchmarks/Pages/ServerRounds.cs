namespace CacheKit.Benchmarks.Pages;

/// <summary>A server of the comparison, and what it did in each round.</summary>
internal sealed class ServerRounds(string name, ServerProcess server)
{
    private readonly List<double> _requestsPerSecond = [];
    private readonly List<double> _processorTimes = [];
    private readonly List<double> _slowest = [];
    private readonly List<double> _allocated = [];

    public string Name => name;

    public double RequestsPerSecond => Statistics.Median(_requestsPerSecond);

    /// <summary>Microseconds of the server's processor time for each request.</summary>
    public double ProcessorTime => Statistics.Median(_processorTimes);

    /// <summary>The milliseconds that 99 of 100 requests did not exceed.</summary>
    public double SlowestPercent => Statistics.Median(_slowest);

    /// <summary>Bytes that the server allocated for each request.</summary>
    public double Allocated => Statistics.Median(_allocated);

    public async Task LoadAsync(PageLoad load, int seconds)
    {
        var (before, allocated) = (server.ProcessorTime, await server.AllocatedAsync());
        var figures = await Wrk.RunAsync(server.Pages, load, seconds);
        _processorTimes.Add((server.ProcessorTime - before).TotalMicroseconds / figures.Requests);
        _allocated.Add((double)(await server.AllocatedAsync() - allocated) / figures.Requests);
        _requestsPerSecond.Add(figures.PerSecond);
        _slowest.Add(figures.SlowestPercent);
    }

    public double RequestsAgainst(ServerRounds floor, ServerRounds other) => Against(_requestsPerSecond, floor._requestsPerSecond, other._requestsPerSecond);

    public double ProcessorTimeAgainst(ServerRounds floor, ServerRounds other) => Against(_processorTimes, floor._processorTimes, other._processorTimes);

    /// <summary>How far two are apart in requests per second: the median over the rounds.</summary>
    public double SpreadTo(ServerRounds other) => Spread(_requestsPerSecond, other._requestsPerSecond);

    /// <summary>How far two are apart in processor time for a request: the median over the rounds.</summary>
    public double ProcessorTimeSpreadTo(ServerRounds other) => Spread(_processorTimes, other._processorTimes);

    public void Forget()
    {
        _requestsPerSecond.Clear();
        _processorTimes.Clear();
        _slowest.Clear();
        _allocated.Clear();
    }

    private static double Spread(List<double> figures, List<double> others) =>
        Statistics.Median(figures.Zip(others, static (one, two) => Math.Abs(one - two) / Math.Min(one, two)));

    // Each round against the two floors of that round.
    private static double Against(List<double> figures, List<double> floor, List<double> other) =>
        Statistics.Median(figures.Select((figure, round) => figure / ((floor[round] + other[round]) / 2)));
}
