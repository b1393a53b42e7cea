using System.Globalization;
using CacheKit.TestProcess.Driving;

namespace CacheKit.Database.Tests.Sqlite;

/// <summary>Several processes on one file, and SIGKILL in the midst of their work.</summary>
public sealed class SqliteProcessTests : IDisposable
{
    private const int Processes = 4;
    private const int Kills = 8;

    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private Dictionary<string, string> Settings => new()
    {
        ["Backend"] = "sqlite",
        ["Options:ConnectionString"] = $"Data Source={_directory.File("cache.db")}",
        ["Options:MaxEntries"] = "10000",
        ["Timeout"] = "never",
    };

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Counters_lose_nothing_that_was_acknowledged_when_processes_are_killed()
    {
        await using var harness = new SqliteHarness(_directory.File("cache.db"));
        await harness.Cache.SetAsync("hits", 0, CacheTimeout.Never, Cancel);
        await using var crowd = new Crowd("count key=hits times=1000000", Settings);

        await crowd.BeginAsync(Processes);
        await crowd.KillUntilAsync(() => crowd.Killed >= Kills);
        Assert.Empty(await crowd.EndAsync());

        int acknowledged = crowd.LineCount;
        // One that was killed may have counted once more than it could tell.
        Assert.InRange(await harness.Cache.GetAsync<int>("hits", Cancel), acknowledged, acknowledged + crowd.Killed);
        Assert.Equal("ok", harness.Query("PRAGMA integrity_check"));
    }

    [Fact]
    public async Task Sixteen_writers_in_four_processes_never_find_the_database_locked()
    {
        const int Writers = 4, Times = 200;
        await using var harness = new SqliteHarness(_directory.File("cache.db"));
        await harness.Cache.SetAsync("hits", 0, CacheTimeout.Never, Cancel);
        await using var crowd = new Crowd($"write key=hits writers={Writers} times={Times}", Settings);

        await crowd.BeginAsync(Processes);
        Assert.Empty(await crowd.WaitAsync());

        Assert.Equal(Processes * Writers * Times, await harness.Cache.GetAsync<int>("hits", Cancel));
        Assert.Equal(Processes * Writers * Times, crowd.All.Sum(static child => int.Parse(child.Lines[0], CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task Processes_that_start_at_once_make_one_table()
    {
        await using var crowd = new Crowd("write key=hits writers=1 times=0", Settings);

        await crowd.BeginAsync(Processes);
        Assert.Empty(await crowd.WaitAsync());
        await using var counting = new Crowd(number => Child.Start($"add name=process{number} keys=1", Settings));
        await counting.BeginAsync(Processes);

        Assert.Empty(await counting.WaitAsync());
        Assert.Equal(1, counting.LineCount);
    }

    [Fact]
    public async Task Of_processes_that_add_one_wins()
    {
        const int Keys = 200;
        await using var harness = new SqliteHarness(_directory.File("cache.db"));
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
        await using var crowd = new Crowd("mix keys=100", Settings);

        await crowd.BeginAsync(Processes);
        await crowd.KillUntilAsync(() => crowd.Killed >= Kills && crowd.LineCount * OperationsOfALine >= Operations);
        Assert.Empty(await crowd.EndAsync());

        Assert.Equal("ok", SqliteHarness.Query($"Data Source={_directory.File("cache.db")}", "PRAGMA integrity_check"));
    }

    [Fact]
    public async Task Processes_that_start_at_once_keep_a_large_table_within_a_tenth_of_its_limit()
    {
        const int Limit = 4000;
        await using var harness = new SqliteHarness(_directory.File("cache.db"), ("Options:MaxEntries", "100000"));
        await harness.FillAsync(Limit - 100);
        harness.Query("CREATE TABLE most (rows INTEGER)");
        harness.Query("INSERT INTO most VALUES (0)");
        harness.Query("CREATE TRIGGER look AFTER INSERT ON cache_entries BEGIN UPDATE most SET rows = max(rows, (SELECT count(*) FROM cache_entries)); END");
        await using var crowd = new Crowd("insert keys=500", new Dictionary<string, string>(Settings) { ["Options:MaxEntries"] = $"{Limit}" });

        await crowd.BeginAsync(Processes);
        Assert.Empty(await crowd.WaitAsync());

        Assert.InRange((long)harness.Query("SELECT rows FROM most")!, Limit, Limit * 1.1);
    }

    [Fact]
    public async Task A_full_disk_is_an_error_that_says_so_and_leaves_every_value_whole()
    {
        // A limit for each file stands for the disk. The signal that says so would end the process, and the runtime must not keep its code in a file.
        await using var child = Child.Start("fill keys=20 growth=500", Settings, shell: "trap '' XFSZ; export DOTNET_EnableWriteXorExecute=0; ulimit -f 400");

        await child.BeginAsync();

        Assert.Null(await child.WaitAsync());
        Assert.Contains("SqliteException", child.Lines);
    }
}
