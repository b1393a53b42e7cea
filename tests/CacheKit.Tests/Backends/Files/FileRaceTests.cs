namespace CacheKit.Tests.Backends.Files;

/// <summary>Several threads, and several caches in one process, on one directory.</summary>
public sealed class FileRaceTests : IDisposable
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private const int Threads = 4;

    private readonly TemporaryDirectory _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Several_may_need_the_directory_at_once()
    {
        await using var here = new FileHarness(_files);
        await using var there = new FileHarness(_files);
        for (int round = 0; round < 20; round++)
        {
            await AtOnceAsync(async number => await (number % 2 == 0 ? here : there).Cache.SetAsync($"key{number}", number, default, Cancel));

            Assert.Equal(Threads, _files.Entries.Length);
            Assert.Equal(Threads, here.Count);
            Directory.Delete(_files.Path, recursive: true);
        }
    }

    [Fact]
    public async Task Counters_add_up_exactly()
    {
        await using var here = new FileHarness(_files);
        await using var there = new FileHarness(_files);
        await here.Cache.SetAsync("counter", 0, default, Cancel);

        await AtOnceAsync(async number =>
        {
            for (int done = 0; done < 100; done++)
                await (number % 2 == 0 ? here : there).Cache.IncrementAsync("counter", 1, Cancel);
        });

        Assert.Equal(100 * Threads, await here.Cache.GetAsync<int>("counter", Cancel));
    }

    [Fact]
    public async Task A_value_stored_while_others_count_is_never_lost()
    {
        await using var here = new FileHarness(_files);
        await using var there = new FileHarness(_files);
        await here.Cache.SetAsync("counter", 0, default, Cancel);
        using var end = new CancellationTokenSource();
        var counting = Task.Run(async () =>
        {
            while (!end.IsCancellationRequested)
                await there.Cache.IncrementAsync("counter", 1, Cancel);
        }, Cancel);

        for (int round = 1; round <= 100; round++)
        {
            await here.Cache.SetAsync("counter", round * 1_000_000, default, Cancel);
            Assert.InRange(await here.Cache.GetAsync<int>("counter", Cancel), round * 1_000_000, (round * 1_000_000) + 999_999);
        }

        await end.CancelAsync();
        await counting;
    }

    [Fact]
    public async Task Of_several_that_add_one_wins()
    {
        await using var here = new FileHarness(_files);
        await using var there = new FileHarness(_files);
        for (int round = 0; round < 25; round++)
        {
            string key = $"key{round}";
            int winners = 0;
            await AtOnceAsync(async number =>
            {
                if (await (number % 2 == 0 ? here : there).Cache.AddAsync(key, number, default, Cancel))
                    Interlocked.Increment(ref winners);
            });

            Assert.Equal(1, winners);
        }
    }

    [Fact]
    public async Task Moves_to_and_fro_end_and_lose_nothing()
    {
        await using var here = new FileHarness(_files);
        var second = here.Cache.WithVersion(2);
        await here.Cache.SetAsync("key", "value", default, Cancel);

        await AtOnceAsync(async number =>
        {
            for (int done = 0; done < 50; done++)
            {
                try
                {
                    await (number % 2 == 0 ? here.Cache.IncrementVersionAsync("key", 1, Cancel) : second.DecrementVersionAsync("key", 1, Cancel));
                }
                catch (KeyNotFoundException)
                {
                    // Another was quicker.
                }
            }
        });

        Assert.Single(_files.Entries);
        Assert.Equal("value", await here.Cache.GetAsync<string>("key", Cancel) ?? await second.GetAsync<string>("key", Cancel));
        Assert.Equal(1, here.Count);
    }

    [Fact]
    public async Task A_file_that_vanishes_between_look_and_read_is_a_miss()
    {
        await using var here = new FileHarness(_files);
        await using var there = new FileHarness(_files);
        using var end = new CancellationTokenSource();
        var removing = Task.Run(async () =>
        {
            while (!end.IsCancellationRequested)
            {
                await there.Cache.SetAsync("key", "value", default, Cancel);
                await there.Cache.DeleteAsync("key", Cancel);
            }
        }, Cancel);

        for (int done = 0; done < 2000; done++)
        {
            Assert.True(await here.Cache.GetAsync<string>("key", Cancel) is null or "value");
            await here.Cache.ContainsAsync("key", Cancel);
        }

        await end.CancelAsync();
        await removing;
        Assert.Empty(_files.Entries);
    }

    private static Task AtOnceAsync(Func<int, Task> work) =>
        Task.WhenAll(Enumerable.Range(0, Threads).Select(number => Task.Run(() => work(number))));
}
