using Xunit;
using static CacheKit.Conformance.BackendTraits;

namespace CacheKit.Conformance;

public abstract partial class CacheConformance
{
    private const int Racers = 8;

    [BackendFact(StoresAnything)]
    public async Task Of_many_adds_at_once_exactly_one_is_true()
    {
        for (int round = 0; round < 20; round++)
        {
            string key = $"key{round}";
            var added = await RaceAsync(async racer => await Cache.AddAsync(key, racer));

            int winner = Assert.Single(Enumerable.Range(0, Racers), racer => added[racer]);
            Assert.Equal(winner, await Cache.GetAsync(key, -1));
        }
    }

    [BackendFact(StoresAnything)]
    public async Task Of_many_adds_to_an_expired_key_exactly_one_is_true()
    {
        for (int round = 0; round < 3; round++)
        {
            await Cache.SetAsync("key", "old", Brief);
            await PassAsync(Brief);

            var added = await RaceAsync(async racer => await Cache.AddAsync("key", racer, Brief));

            Assert.Single(added, true);
            await Cache.DeleteAsync("key");
        }
    }

    [BackendFact(StoresAnything)]
    public async Task Of_many_adds_in_the_place_of_a_removed_value_exactly_one_is_true()
    {
        for (int round = 0; round < 10; round++)
        {
            string key = $"key{round}";
            await Cache.SetAsync(key, -1, _tagged);
            await Cache.RemoveByTagAsync("territory:FR");

            var added = await RaceAsync(async racer => await Cache.AddAsync(key, racer));

            int winner = Assert.Single(Enumerable.Range(0, Racers), racer => added[racer]);
            Assert.Equal(winner, await Cache.GetAsync(key, -1));
        }
    }

    [BackendFact(StoresAnything)]
    public async Task What_was_made_from_older_data_is_never_found_after_its_tag_was_removed()
    {
        long data = 0;
        long removed = 0;
        ValueTask<long> MakeAsync(string key, bool ownTags) => Cache.GetOrSetAsync(
            key,
            async (entry, _) =>
            {
                long read = Volatile.Read(ref data);
                await Task.Yield();
                entry.Options = _tagged;
                return read;
            },
            ownTags ? default : _tagged);

        var old = await RaceAsync(async racer =>
        {
            var found = new List<long>();
            for (int round = 0; round < 40; round++)
            {
                if (racer == 0)
                {
                    long change = Interlocked.Increment(ref data);
                    await Cache.RemoveByTagAsync("territory:FR");
                    Volatile.Write(ref removed, change);
                }

                string key = $"key{racer % 4}";
                await MakeAsync(key, ownTags: racer % 2 == 0);
                long least = Volatile.Read(ref removed);
                if (await Cache.GetAsync(key, long.MaxValue) is var value && value < least)
                    found.Add(value);
            }

            return found;
        });

        Assert.Empty(old.SelectMany(found => found));
        Assert.Equal(40, data);
    }

    [BackendFact(StoresAnything)]
    public async Task Of_many_deletes_at_once_exactly_one_is_true()
    {
        for (int round = 0; round < 20; round++)
        {
            await Cache.SetAsync("key", round);

            var deleted = await RaceAsync(async _ => await Cache.DeleteAsync("key"));

            Assert.Single(deleted, true);
        }
    }

    [BackendFact(StoresAnything)]
    public async Task Of_many_moves_at_once_exactly_one_succeeds()
    {
        for (int round = 0; round < 20; round++)
        {
            string key = $"key{round}";
            await Cache.SetAsync(key, "value");

            var moved = await RaceAsync(async racer =>
            {
                try
                {
                    await Cache.IncrementVersionAsync(key, racer + 1);
                    return true;
                }
                catch (KeyNotFoundException)
                {
                    return false;
                }
            });

            int winner = Assert.Single(Enumerable.Range(0, Racers), racer => moved[racer]);
            Assert.Equal("value", await Cache.WithVersion(winner + 2).GetAsync<string>(key));
        }
    }

    [BackendFact(StoresAnything)]
    public async Task No_count_is_lost_when_many_count_at_once()
    {
        const int Each = 50;
        await Cache.SetAsync("counter", 0);

        var seen = await RaceAsync(async racer =>
        {
            var values = new List<long>();
            for (int count = 0; count < Each; count++)
                values.Add(racer % 2 == 0 ? await Cache.IncrementAsync("counter", 3) : await Cache.DecrementAsync("counter", 1));
            return values;
        });

        Assert.Equal((Racers / 2 * Each * 3) - (Racers / 2 * Each), await Cache.GetAsync<int>("counter"));
        Assert.Equal(Racers * Each, seen.Sum(values => values.Count));
    }

    [BackendFact(StoresAnything)]
    public async Task No_two_racers_count_the_same_number()
    {
        const int Each = 50;
        await Cache.SetAsync("counter", 0);

        var seen = await RaceAsync(async _ =>
        {
            var values = new List<long>();
            for (int count = 0; count < Each; count++)
                values.Add(await Cache.IncrementAsync("counter"));
            return values;
        });

        Assert.Equal(Enumerable.Range(1, Racers * Each).Select(number => (long)number), seen.SelectMany(values => values).Order());
    }

    [BackendFact(StoresAnything)]
    public async Task No_count_is_lost_while_others_touch()
    {
        const int Each = 50;
        await Cache.SetAsync("counter", 0);

        await RaceAsync(async racer =>
        {
            for (int count = 0; count < Each; count++)
            {
                if (racer % 2 == 0)
                    await Cache.IncrementAsync("counter");
                else
                    Assert.True(await Cache.TouchAsync("counter", Lasting));
            }

            return true;
        });

        Assert.Equal(Racers / 2 * Each, await Cache.GetAsync<int>("counter"));
    }

    [BackendFact(StoresAnything)]
    public async Task No_reader_sees_half_a_value()
    {
        const int Each = 25;
        await Cache.SetAsync("key", new string('0', 5_000));

        await RaceAsync(async racer =>
        {
            for (int count = 0; count < Each; count++)
            {
                if (racer % 2 == 0)
                    await Cache.SetAsync("key", new string((char)('0' + racer), 5_000 + (racer * 100)));
                string? value = await Cache.GetAsync<string>("key");
                Assert.NotNull(value);
                Assert.Equal(5_000 + ((value[0] - '0') * 100), value.Length);
                Assert.Equal(value.Length, value.Count(character => character == value[0]));
            }

            return true;
        });
    }

    [BackendFact(StoresAnything)]
    public async Task Many_values_stored_at_once_are_all_there()
    {
        await RaceAsync(async racer => await Cache.SetManyAsync(
            Enumerable.Range(0, 20).Select(number => KeyValuePair.Create($"key{racer}-{number}", (racer * 100) + number))));

        for (int racer = 0; racer < Racers; racer++)
        {
            int first = racer;
            var found = await Cache.GetManyAsync<int>(Enumerable.Range(0, 20).Select(number => $"key{first}-{number}"));
            Assert.Equal(Enumerable.Range(racer * 100, 20), found.Values.Order());
        }
    }

    [BackendFact(StoresAnything | SharedAcrossProcesses)]
    public async Task Of_the_values_that_many_processes_make_at_once_one_wins_for_all()
    {
        var processes = Enumerable.Range(0, Racers).Select(_ => Open()).ToArray();

        var values = await RaceAsync(async racer => await processes[racer].GetOrSetAsync("key", _ => new ValueTask<int>(racer)));

        Assert.Single(values.Distinct());
        Assert.Equal(values[0], await Cache.GetAsync("key", -1));
    }

    // All set out together, each on a thread of its own: a backend that never waits would else have them take turns.
    private static async Task<T[]> RaceAsync<T>(Func<int, Task<T>> run)
    {
        using var start = new Barrier(Racers);
        var racers = Enumerable.Range(0, Racers).Select(racer => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait(_patience);
                return run(racer);
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default).Unwrap()).ToArray();
        return await Task.WhenAll(racers).WaitAsync(_patience);
    }
}
