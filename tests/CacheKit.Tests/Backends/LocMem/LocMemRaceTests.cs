using System.Collections.Concurrent;
using CacheKit.Backends;

namespace CacheKit.Tests.Backends.LocMem;

public sealed class LocMemRaceTests
{
    private const int Threads = 4;

    // For a machine that has much else to do: a race takes seconds on one that has not.
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(5);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task There_is_never_more_than_one_entry_too_many_for_each_thread()
    {
        const int MaxEntries = 60;
        using var locmem = new LocMemHarness(new(MaxEntries));
        long[] most = new long[Threads];

        await RaceAsync(async (thread, random) =>
        {
            for (int write = 0; write < 10_000; write++)
            {
                string name = $"key{random.Next(500)}";
                if (write % 3 == 0)
                    await locmem.Backend.AddAsync(LocMemHarness.Key(name), LocMemHarness.Payload(write), null, Cancel);
                else
                    await locmem.SetAsync(name, write);
                await locmem.GetAsync($"key{random.Next(500)}");
                most[thread] = Math.Max(most[thread], locmem.Store.Count);
            }
        });

        Assert.InRange(most.Max(), MaxEntries, MaxEntries + Threads);
        AssertCountsAreTrue(locmem);
    }

    [Fact]
    public async Task What_is_counted_is_what_is_held_whatever_happened()
    {
        using var locmem = new LocMemHarness(new(MaxEntries: 40, MaxBytes: 60_000));

        await RaceAsync(async (thread, random) =>
        {
            for (int step = 0; step < 20_000; step++)
                await TakeAnyStepAsync(locmem, random);
        });

        AssertCountsAreTrue(locmem);
        await locmem.Backend.ClearAsync(null, Cancel);
        Assert.Equal((0, 0), (locmem.Store.Count, locmem.Store.Bytes));
    }

    [Fact]
    public async Task No_count_is_lost_while_others_write_touch_and_delete()
    {
        const int Each = 5_000;
        using var locmem = new LocMemHarness(new(MaxEntries: 10_000));
        await locmem.SetAsync("counter", 0);

        await RaceAsync(async (thread, random) =>
        {
            for (int count = 0; count < Each; count++)
            {
                await locmem.Backend.IncrementAsync(LocMemHarness.Key("counter"), 1, Cancel);
                await locmem.Backend.TouchAsync(LocMemHarness.Key("counter"), TimeSpan.FromMinutes(1 + random.Next(5)), Cancel);
                await locmem.SetAsync($"key{random.Next(50)}", count);
                await locmem.Backend.DeleteAsync(LocMemHarness.Key($"key{random.Next(50)}"), Cancel);
            }
        });

        Assert.Equal(Threads * Each, await locmem.GetAsync("counter"));
    }

    [Fact]
    public async Task A_touch_is_not_lost_while_others_count()
    {
        using var locmem = new LocMemHarness(new());
        await locmem.SetAsync("counter", 0);
        bool touching = true;

        await RaceAsync(async (thread, _) =>
        {
            if (thread != 0)
            {
                while (Volatile.Read(ref touching))
                    await locmem.Backend.IncrementAsync(LocMemHarness.Key("counter"), 1, Cancel);
                return;
            }

            for (int minutes = 1; minutes < 100_000; minutes++)
            {
                var life = TimeSpan.FromMinutes(minutes);
                Assert.True(await locmem.Backend.TouchAsync(LocMemHarness.Key("counter"), life, Cancel));
                // The clock stands still and nobody else touches: whoever counts must keep what was just said.
                if (await locmem.Backend.GetTimeToLiveAsync(LocMemHarness.Key("counter"), Cancel) is var remaining && remaining.Value == life)
                    continue;
                Volatile.Write(ref touching, false);
                Assert.Equal(life, remaining.Value);
            }

            Volatile.Write(ref touching, false);
        });
    }

    [Fact]
    public async Task A_counter_that_moves_is_counted_neither_twice_nor_in_vain()
    {
        using var locmem = new LocMemHarness(new());
        await locmem.SetAsync("counter", 0);
        long counted = 0;

        await RaceAsync(async (thread, random) =>
        {
            for (int step = 0; step < 5_000; step++)
            {
                int version = 1 + random.Next(2);
                if (thread == 0)
                    await locmem.Backend.MoveAsync(LocMemHarness.Key("counter", version), LocMemHarness.Key("counter", 3 - version), Cancel);
                else if ((await locmem.Backend.IncrementAsync(LocMemHarness.Key("counter", version), 1, Cancel)).Status == IncrementStatus.Done)
                    Interlocked.Increment(ref counted);
            }
        });

        Assert.Equal(counted, await locmem.GetAsync("counter", 1) ?? await locmem.GetAsync("counter", 2));
        Assert.Equal(1, locmem.Store.Count);
    }

    [Fact]
    public async Task Who_follows_a_counter_from_version_to_version_always_finds_it_in_one()
    {
        const int Moves = 20_000;
        using var locmem = new LocMemHarness(new());
        await locmem.SetAsync("counter", 0);
        int going = 1;

        await RaceAsync(async (thread, _) =>
        {
            for (int version = 1; version < Moves; version++)
            {
                if (thread == 0)
                {
                    Volatile.Write(ref going, version + 1);
                    Assert.True(await locmem.Backend.MoveAsync(LocMemHarness.Key("counter", version), LocMemHarness.Key("counter", version + 1), Cancel));
                }
                else
                {
                    // It is no longer in the version before: it is in this one, unless it is already on its way to the next.
                    while (await locmem.GetAsync("counter", version) is not null)
                        continue;
                    Assert.True(Volatile.Read(ref going) > version, $"It was neither in version {version - 1} nor in version {version}.");
                }
            }
        });
    }

    [Fact]
    public async Task Moves_between_names_in_both_directions_never_wait_for_each_other()
    {
        using var locmem = new LocMemHarness(new(MaxEntries: 100_000));

        await RaceAsync(async (thread, random) =>
        {
            for (int step = 0; step < 10_000; step++)
            {
                var (one, other) = (LocMemHarness.Key($"key{random.Next(40)}"), LocMemHarness.Key($"key{random.Next(40)}"));
                await locmem.SetAsync(one.Name, step);
                await locmem.Backend.MoveAsync(one, other, Cancel);
                // Makes the table grow meanwhile.
                await locmem.SetAsync($"other{thread}-{step}", step);
            }
        });

        AssertCountsAreTrue(locmem);
    }

    [Fact]
    public async Task Clear_removes_a_value_that_moves_meanwhile()
    {
        using var locmem = new LocMemHarness(new());
        for (int round = 0; round < 500; round++)
        {
            await locmem.SetAsync("key", 0);

            await RaceAsync(async (thread, _) =>
            {
                if (thread == 0)
                    await locmem.Backend.ClearAsync(null, Cancel);
                else if (thread == 1)
                    for (int move = 0; move < 100; move++)
                        await locmem.Backend.MoveAsync(LocMemHarness.Key("key", 1 + (move % 2)), LocMemHarness.Key("key", 2 - (move % 2)), Cancel);
            });

            Assert.Equal(0, locmem.Store.Count);
        }
    }

    [Fact]
    public async Task No_value_is_returned_after_its_time()
    {
        var time = new SteppedTime();
        using var locmem = new LocMemHarness(new(), time);
        TimeSpan[] lives = [TimeSpan.FromMilliseconds(3), TimeSpan.FromMilliseconds(150), TimeSpan.FromSeconds(12)];
        // By value, which is written once: the moment at which it must be gone. Known as soon as its writer is done.
        var ends = new ConcurrentDictionary<long, TimeSpan>();
        long values = 0;

        await RaceAsync(async (thread, random) =>
        {
            for (int step = 0; step < 20_000; step++)
            {
                string name = $"key{random.Next(6)}";
                if (thread == 0)
                {
                    // Less than the coarse clock may lag: a real one does not jump either.
                    time.Advance(TimeSpan.FromMilliseconds(random.Next(15)));
                }
                else if (thread == 1)
                {
                    long value = Interlocked.Increment(ref values);
                    var life = lives[random.Next(lives.Length)];
                    await locmem.SetAsync(name, value, life);
                    ends[value] = time.Now + life;
                }
                else
                {
                    var asked = time.Now;
                    if (await locmem.GetAsync(name) is { } value && ends.TryGetValue(value, out var end))
                        Assert.True(asked < end, $"Asked at {asked} for what ended at {end}.");
                }
            }
        });
    }

    [Fact]
    public async Task Clear_removes_a_counter_that_is_being_counted()
    {
        using var locmem = new LocMemHarness(new());
        for (int round = 0; round < 100; round++)
        {
            await locmem.SetAsync("counter", 0);

            await RaceAsync(async (thread, _) =>
            {
                // Ends only when the counter is gone.
                long count = 0;
                while (await locmem.Backend.IncrementAsync(LocMemHarness.Key("counter"), 1, Cancel) is { Status: IncrementStatus.Done })
                {
                    if (thread == 0 && ++count == 50)
                        await locmem.Backend.ClearAsync(null, Cancel);
                }
            });
        }
    }

    [Fact]
    public async Task Clear_removes_all_that_was_there_when_it_began()
    {
        using var locmem = new LocMemHarness(new(MaxEntries: 100_000));
        for (int round = 0; round < 20; round++)
        {
            string[] names = [.. Enumerable.Range(0, 200).Select(number => $"key{number}")];
            foreach (string name in names)
                await locmem.SetAsync(name, 0);

            await RaceAsync(async (thread, random) =>
            {
                if (thread == 0)
                    await locmem.Backend.ClearAsync(null, Cancel);
                for (int step = 0; step < 300; step++)
                {
                    var key = LocMemHarness.Key(names[random.Next(names.Length)]);
                    await locmem.Backend.IncrementAsync(key, 1, Cancel);
                    await locmem.Backend.TouchAsync(key, null, Cancel);
                    // Makes the dictionary grow while it is being cleared.
                    await locmem.SetAsync($"other{round}-{thread}-{step}", step);
                }
            });

            foreach (string name in names)
                Assert.Null(await locmem.GetAsync(name));
        }
    }

    private static async Task TakeAnyStepAsync(LocMemHarness locmem, Random random)
    {
        int version = 1 + random.Next(3);
        var key = LocMemHarness.Key($"key{random.Next(20)}", version);
        TimeSpan? life = random.Next(4) == 0 ? null : TimeSpan.FromMilliseconds(1 + random.Next(3_000));
        switch (random.Next(9))
        {
            case 0:
                await locmem.Backend.SetAsync(key, LocMemHarness.Payload(random.Next(1_000)), life, Cancel);
                break;
            case 1:
                await locmem.Backend.SetAsync(key, new(new byte[random.Next(5_000)]), life, Cancel);
                break;
            case 2:
                await locmem.Backend.AddAsync(key, LocMemHarness.Payload(random.Next(1_000)), life, Cancel);
                break;
            case 3:
                await locmem.Backend.DeleteAsync(key, Cancel);
                break;
            case 4:
                await locmem.Backend.IncrementAsync(key, random.Next(1_000), Cancel);
                break;
            case 5:
                await locmem.Backend.TouchAsync(key, life, Cancel);
                break;
            case 6:
                await locmem.Backend.MoveAsync(key, LocMemHarness.Key(key.Name, 1 + (version % 3)), Cancel);
                break;
            case 7 when random.Next(50) == 0:
                await locmem.Backend.ClearAsync(random.Next(2) == 0 ? null : ":2:", Cancel);
                break;
            default:
                locmem.Time.Advance(TimeSpan.FromMilliseconds(random.Next(15)));
                break;
        }
    }

    private static void AssertCountsAreTrue(LocMemHarness locmem)
    {
        var held = locmem.Held;
        Assert.Equal((held.Count, held.Sum(entry => entry.Cost)), (locmem.Store.Count, locmem.Store.Bytes));
    }

    // Each on a thread of its own, for locmem never gives one back: on two threads of the pool they would take turns.
    private static async Task RaceAsync(Func<int, Random, Task> run)
    {
        using var start = new Barrier(Threads);
        var racers = Enumerable.Range(0, Threads).Select(thread => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait(_patience, Cancel);
                return run(thread, new Random(thread));
            },
            Cancel,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default).Unwrap()).ToArray();
        await Task.WhenAll(racers).WaitAsync(_patience, Cancel);
    }
}
