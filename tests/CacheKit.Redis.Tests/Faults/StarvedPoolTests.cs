using CacheKit.TestProcess.Driving;
using CacheKit.TestServers;

namespace CacheKit.Redis.Tests.Faults;

/// <summary>A process all of whose threads are blocked in synchronous calls, in which nobody can be handed an answer.</summary>
public sealed class StarvedPoolTests
{
    [Fact]
    public async Task A_process_whose_threads_all_wait_for_a_server_that_stands_still_goes_on_when_that_does()
    {
        await using var server = await RedisServer.StartNewAsync();
        await using var child = Child.Start(
            "block workers=48 times=40",
            new Dictionary<string, string> { ["Backend"] = "redis", ["Location"] = $"redis://{TestServer.Host}:{server.Port}", ["Options:Timeout"] = "1" });

        await child.BeginAsync();
        await Patience.UntilAsync(() => child.HasEnded || child.Lines.Contains("begun"));
        server.Pause();
        await Patience.UntilAsync(() => child.HasEnded || child.Lines.Contains("failed"));
        server.Resume();

        Assert.Null(await child.WaitAsync());
        Assert.Equal("recovered", child.Lines[^1]);
    }
}
