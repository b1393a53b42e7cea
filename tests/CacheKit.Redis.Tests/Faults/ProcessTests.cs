using System.Globalization;
using CacheKit.Redis.Tests.Configuration;
using CacheKit.TestProcess.Driving;
using CacheKit.TestServers;

namespace CacheKit.Redis.Tests.Faults;

/// <summary>Several processes on one server, some of them killed in the midst of their work.</summary>
public sealed class ProcessTests : IAsyncLifetime
{
    private const int Processes = 2;

    private RedisServer _server = null!;
    private RedisApplication _application = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Location => $"redis://{TestServer.Host}:{_server.Port}";

    private Dictionary<string, string> Settings => new()
    {
        ["Backend"] = "redis",
        ["Location"] = Location,
        ["Timeout"] = "never",
        // For a machine that has much else to do: no call of these may be lost.
        ["Options:Timeout"] = "60",
    };

    public async ValueTask InitializeAsync()
    {
        _server = await RedisServer.StartNewAsync();
        _application = RedisApplication.Make(("Location", Location), ("Options:Timeout", "60"));
    }

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Counters_of_two_processes_add_up()
    {
        const int Writers = 8, Times = 250;
        await _application.Cache.SetAsync("hits", 0, CacheTimeout.Never, Cancel);
        await using var crowd = new Crowd($"write key=hits writers={Writers} times={Times}", Settings);

        await crowd.BeginAsync(Processes);
        Assert.Empty(await crowd.WaitAsync());

        Assert.Equal(Processes * Writers * Times, await _application.Cache.GetAsync<int>("hits", Cancel));
        Assert.Equal(Processes * Writers * Times, crowd.All.Sum(static child => int.Parse(child.Lines[0], CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task No_two_increments_of_two_processes_give_the_same_number()
    {
        const int Times = 2000;
        await _application.Cache.SetAsync("hits", 0, CacheTimeout.Never, Cancel);
        await using var crowd = new Crowd($"count key=hits times={Times}", Settings);

        await crowd.BeginAsync(Processes);
        Assert.Empty(await crowd.WaitAsync());

        int[] told = [.. crowd.All.SelectMany(static child => child.Lines).Select(static line => int.Parse(line, CultureInfo.InvariantCulture)).Order()];
        Assert.Equal(Enumerable.Range(1, Processes * Times), told);
    }

    [Fact]
    public async Task Counters_lose_nothing_that_was_acknowledged_when_processes_are_killed()
    {
        await _application.Cache.SetAsync("hits", 0, CacheTimeout.Never, Cancel);
        await using var crowd = new Crowd("count key=hits times=1000000", Settings);

        await crowd.BeginAsync(Processes);
        await crowd.KillUntilAsync(() => crowd.Killed >= 3);
        Assert.Empty(await crowd.EndAsync());

        int acknowledged = crowd.LineCount;
        // One that was killed may have counted once more than it could tell.
        Assert.InRange(await _application.Cache.GetAsync<int>("hits", Cancel), acknowledged, acknowledged + crowd.Killed);
    }

    [Fact]
    public async Task Of_two_processes_that_add_one_wins()
    {
        const int Keys = 500;
        await using var crowd = new Crowd(number => Child.Start($"add name=process{number} keys={Keys}", Settings));

        await crowd.BeginAsync(Processes);
        Assert.Empty(await crowd.WaitAsync());

        Assert.Equal(Keys, crowd.LineCount);
        for (int number = 0; number < Processes; number++)
        {
            foreach (string key in crowd.All[number].Lines)
                Assert.Equal($"process{number}", await _application.Cache.GetAsync<string>(key, Cancel));
        }
    }
}
