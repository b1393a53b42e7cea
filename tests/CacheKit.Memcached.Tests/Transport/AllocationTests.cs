using CacheKit.Memcached.Tests.Servers;

namespace CacheKit.Memcached.Tests.Transport;

/// <summary>What calls cost in memory; measured while nothing else runs.</summary>
[Collection(nameof(RunsAlone))]
public sealed class AllocationTests(TcpServer server) : IClassFixture<TcpServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_get_takes_no_more_memory_than_its_value()
    {
        const int Calls = 2000;
        const int Length = 1024;
        await using var client = server.NewClient();
        await client.SetAsync("reuse-memory", new byte[Length], cancellationToken: Token);
        await MeasureAsync(client, Calls);

        long each = await MeasureAsync(client, Calls) / Calls;

        Assert.InRange(each, Length, Length + 100);
    }

    // The system's own work on other threads is in some rounds only.
    private static async Task<long> MeasureAsync(MemcachedClient client, int calls)
    {
        long least = long.MaxValue;
        for (int round = 0; round < 10; round++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            for (int i = 0; i < calls; i++)
                await client.GetAsync("reuse-memory", Token);
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        return least;
    }
}
