using System.Buffers;
using CacheKit.Backends.LocMem;

namespace CacheKit.Tests.Backends.LocMem;

public sealed class LocMemStoreTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Entries_used_between_the_same_two_writes_go_in_the_order_of_their_last_write()
    {
        using var locmem = new LocMemHarness(new(MaxEntries: 9));
        for (int number = 0; number < 9; number++)
            await locmem.SetAsync($"key{number}", number);
        for (int number = 8; number >= 0; number--)
            await locmem.GetAsync($"key{number}");

        await locmem.SetAsync("new", 1);

        Assert.Equal(["key3", "key4", "key5", "key6", "key7", "key8", "new"], locmem.Held.Select(entry => entry.Name).Order());
    }

    [Fact]
    public async Task Expired_entries_are_reclaimed_though_nobody_asks_for_them()
    {
        using var locmem = new LocMemHarness(new(MaxEntries: 20_000));
        for (int number = 0; number < 10_000; number++)
            await locmem.SetAsync($"key{number}", number, TimeSpan.FromSeconds(1 + (number % 20)));
        await locmem.SetAsync("long", 1, TimeSpan.FromHours(1));

        for (int seconds = 0; seconds < 60; seconds++)
            locmem.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("long", Assert.Single(locmem.Held).Name);
        Assert.Equal(10_000, locmem.Store.Expirations);
    }

    [Fact]
    public async Task The_bytes_of_all_entries_stay_within_what_is_allowed()
    {
        using var locmem = new LocMemHarness(new(MaxEntries: 10_000, MaxBytes: 100_000));
        for (int number = 0; number < 1_000; number++)
        {
            await locmem.Backend.SetAsync(LocMemHarness.Key($"key{number}"), new ReadOnlySequence<byte>(new byte[number * 7 % 3_000]), null, Cancel);
            Assert.InRange(locmem.Store.Bytes, 0, 100_000);
        }

        Assert.NotNull(locmem.Held.FirstOrDefault(entry => entry.Name == "key999").Name);
    }

    [Fact]
    public async Task A_cull_that_frees_little_still_makes_room_for_a_big_value()
    {
        using var locmem = new LocMemHarness(new(MaxEntries: 10_000, CullFrequency: 1_000, MaxBytes: 100_000));
        for (int number = 0; number < 500; number++)
            await locmem.SetAsync($"key{number}", number);

        await locmem.Backend.SetAsync(LocMemHarness.Key("big"), new ReadOnlySequence<byte>(new byte[9_000]), null, Cancel);

        Assert.InRange(locmem.Store.Bytes, 0, 100_000);
        Assert.Contains(locmem.Held, entry => entry.Name == "big");
    }

    [Fact]
    public async Task A_small_value_that_becomes_a_big_one_makes_room_for_itself()
    {
        using var locmem = new LocMemHarness(new(MaxEntries: 10_000, MaxBytes: 100_000));
        for (int number = 0; number < 500; number++)
            await locmem.SetAsync($"key{number}", number);

        for (int number = 0; number < 50; number++)
            await locmem.Backend.SetAsync(LocMemHarness.Key($"key{number}"), new ReadOnlySequence<byte>(new byte[5_000]), null, Cancel);

        Assert.InRange(locmem.Store.Bytes, 0, 100_000);
        Assert.Contains(locmem.Held, entry => entry.Name == "key49");
    }

    [Fact]
    public async Task A_value_over_a_tenth_of_what_is_allowed_is_not_kept_and_neither_is_the_old_one()
    {
        using var locmem = new LocMemHarness(new(MaxBytes: 100_000));
        await locmem.SetAsync("key", 1);

        await locmem.Backend.SetAsync(LocMemHarness.Key("key"), new ReadOnlySequence<byte>(new byte[10_001]), null, Cancel);

        Assert.Empty(locmem.Held);
        Assert.Equal((0, 0), (locmem.Store.Count, locmem.Store.Bytes));
    }

    [Fact]
    public async Task A_value_over_a_tenth_of_what_is_allowed_is_not_added_and_leaves_the_one_that_is_there()
    {
        using var locmem = new LocMemHarness(new(MaxBytes: 100_000));
        var big = new ReadOnlySequence<byte>(new byte[10_001]);
        await locmem.SetAsync("key", 1);

        Assert.False(await locmem.Backend.AddAsync(LocMemHarness.Key("key"), big, null, Cancel));
        Assert.False(await locmem.Backend.AddAsync(LocMemHarness.Key("other"), big, null, Cancel));

        Assert.Equal("key", Assert.Single(locmem.Held).Name);
    }

    [Fact]
    public async Task A_value_moves_over_another_and_to_the_place_where_it_is()
    {
        using var locmem = new LocMemHarness(new());
        await locmem.SetAsync("key", 1);
        await locmem.SetAsync("a much longer name", 2);

        Assert.True(await locmem.Backend.MoveAsync(LocMemHarness.Key("key"), LocMemHarness.Key("a much longer name"), Cancel));
        Assert.True(await locmem.Backend.MoveAsync(LocMemHarness.Key("a much longer name"), LocMemHarness.Key("a much longer name"), Cancel));

        Assert.Equal(1, await locmem.GetAsync("a much longer name"));
        Assert.Equal((1, Assert.Single(locmem.Held).Cost), (locmem.Store.Count, locmem.Store.Bytes));
    }

    [Fact]
    public void An_entry_that_three_thousand_million_writes_have_passed_by_is_older_than_a_young_one()
    {
        const uint Now = 3_000_000_000;

        Assert.True(LocMemCull.AgeBetween(0, Now) > LocMemCull.AgeBetween(Now - 5, Now));
        Assert.Equal(7, LocMemCull.AgeBetween(uint.MaxValue - 1, 5));
        Assert.Equal(0, LocMemCull.AgeBetween(Now + 3, Now));
    }
}
