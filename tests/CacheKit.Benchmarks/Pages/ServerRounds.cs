namespace CacheKit.Benchmarks.Pages;

/// <summary>A server of the comparison, and what it did in each round.</summary>
/// <param name="name">What it is called.</param>
/// <param name="server">The server.</param>
/// <param name="pages">Below it lie the pages that it is asked for.</param>
internal sealed class ServerRounds(string name, ServerProcess server, string pages = PageServer.Pages)
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
        var figures = await Wrk.RunAsync(server.At(pages), load, seconds);
        _processorTimes.Add((server.ProcessorTime - before).TotalMicroseconds / figures.Requests);
        _allocated.Add((double)(await server.AllocatedAsync() - allocated) / figures.Requests);
        _requestsPerSecond.Add(figures.PerSecond);
        _slowest.Add(figures.SlowestPercent);
    }

    public double RequestsAgainst(ServerRounds floor, ServerRounds other) => Against(_requestsPerSecond, floor._requestsPerSecond, other._requestsPerSecond);

    public double ProcessorTimeAgainst(ServerRounds floor, ServerRounds other) => Against(_processorTimes, floor._processorTimes, other._processorTimes);

    public double SlowestPercentAgainst(ServerRounds floor, ServerRounds other) => Against(_slowest, floor._slowest, other._slowest);

    /// <summary>How far two are apart in what 99 of 100 requests did not exceed: the median over the rounds.</summary>
    public double SlowestPercentSpreadTo(ServerRounds other) => Spread(_slowest, other._slowest);

    /// <summary>Loads servers in turn, each once in every round.</summary>
    public static async Task MeasureAsync(ServerRounds[] servers, PageLoad load, int rounds, int seconds, int warmUpSeconds)
    {
        foreach (var server in servers)
        {
            await server.LoadAsync(load, warmUpSeconds);
            server.Forget();
        }

        for (int round = 0; round < rounds; round++)
        {
            for (int turn = 0; turn < servers.Length; turn++)
                await servers[(turn + round) % servers.Length].LoadAsync(load, seconds);
        }
    }

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
