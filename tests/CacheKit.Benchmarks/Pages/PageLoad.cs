namespace CacheKit.Benchmarks.Pages;

/// <summary>How the servers are asked.</summary>
/// <param name="Connections">From how many connections at a time.</param>
/// <param name="Urls">For how many pages, in turn.</param>
internal readonly record struct PageLoad(int Connections, int Urls)
{
    public override string ToString() => $"{Connections} connections, {(Urls == 1 ? "one URL" : $"{Urls} URLs")}";
}
