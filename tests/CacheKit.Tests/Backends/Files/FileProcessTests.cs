using CacheKit.TestProcess.Driving;

namespace CacheKit.Tests.Backends.Files;

/// <summary>Several processes on one directory, and SIGKILL in the midst of their work.</summary>
public sealed class FileProcessTests : IDisposable
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private const int Processes = 4;
    private const int Kills = 6;

    private readonly TemporaryDirectory _files = new(inMemory: true);

    private Dictionary<string, string> Settings =>
        new() { ["Backend"] = "file", ["Location"] = _files.Path, ["Options:MaxEntries"] = "10000", ["Timeout"] = "never" };

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Counters_lose_nothing_that_was_acknowledged_when_processes_are_killed()
    {
        await using var harness = new FileHarness(_files);
        await harness.Cache.SetAsync("hits", 0, CacheTimeout.Never, Cancel);
        await using var crowd = new Crowd("count key=hits times=1000000", Settings);

        await crowd.BeginAsync(Processes);
        await crowd.KillUntilAsync(() => crowd.Killed >= Kills);
        var wrong = await crowd.EndAsync();

        Assert.Empty(wrong);
        int acknowledged = crowd.LineCount;
        // One that was killed may have counted once more than it could tell.
        Assert.InRange(await harness.Cache.GetAsync<int>("hits", Cancel), acknowledged, acknowledged + crowd.Killed);
        Assert.Single(_files.Entries);
    }

    [Fact]
    public async Task Counters_of_processes_that_live_add_up_exactly()
    {
        await using var harness = new FileHarness(_files);
        await harness.Cache.SetAsync("hits", 0, CacheTimeout.Never, Cancel);
        await using var crowd = new Crowd("count key=hits times=200", Settings);

        await crowd.BeginAsync(Processes);
        Assert.Empty(await crowd.WaitAsync());

        Assert.Equal(200 * Processes, await harness.Cache.GetAsync<int>("hits", Cancel));
    }

    [Fact]
    public async Task Of_processes_that_add_one_wins()
    {
        const int Keys = 200;
        await using var harness = new FileHarness(_files);
        await using var crowd = new Crowd(number => Child.Start($"add name=process{number} keys={Keys}", Settings));

        await crowd.BeginAsync(Processes);
        Assert.Empty(await crowd.WaitAsync());

        Assert.Equal(Keys, crowd.LineCount);
        for (int number = 0; number < crowd.All.Count; number++)
        {
            foreach (string key in crowd.All[number].Lines)
                Assert.Equal($"process{number}", await harness.Cache.GetAsync<string>(key, Cancel));
        }
    }

    [Fact]
    public async Task No_value_is_torn_when_processes_are_killed()
    {
        const int Operations = 100_000, OperationsOfALine = 100;
        await using var harness = new FileHarness(_files);
        await using var crowd = new Crowd("mix keys=100", Settings);

        await crowd.BeginAsync(Processes);
        await crowd.KillUntilAsync(() => crowd.Killed >= Kills && crowd.LineCount * OperationsOfALine >= Operations);
        Assert.Empty(await crowd.EndAsync());

        harness.Sweep();
        Assert.Equal(_files.Entries.Length, harness.Count);
        Assert.Empty(_files.Leftovers);
        Assert.InRange(_files.Entries.Length, 1, 100);
    }
}
