namespace CacheKit.Tests.Backends.LocMem;

public sealed class LocMemScopesTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_value_that_moves_on_and_on_leaves_no_empty_scopes_behind()
    {
        const int Moves = 5_000;
        using var locmem = new LocMemHarness(new());
        await locmem.SetAsync("key", 1);

        for (int version = 1; version <= Moves; version++)
        {
            Assert.True(await locmem.Backend.MoveAsync(LocMemHarness.Key("key", version), LocMemHarness.Key("key", version + 1), Cancel));
            if (version % 500 == 0)
                GC.Collect();
        }

        Assert.InRange(locmem.Store.Scopes.Count(), 1, 1_500);
        Assert.Equal(1, await locmem.GetAsync("key", Moves + 1));
    }

    [Fact]
    public void A_scope_in_use_stays_the_same_though_it_is_empty()
    {
        using var locmem = new LocMemHarness(new());
        var used = locmem.Store.Open(":1:");

        for (int version = 2; version < 1_000; version++)
            locmem.Store.Open($":{version}:");
        GC.Collect();

        Assert.Same(used, locmem.Store.Open(":1:"));
        Assert.Same(used, locmem.Store.Find(":1:"));
    }

    [Fact]
    public async Task No_entry_is_lost_while_empty_scopes_are_given_up()
    {
        using var locmem = new LocMemHarness(new(MaxEntries: 1_000_000));
        using var done = new CancellationTokenSource();
        var opening = Task.Run(
            () =>
            {
                for (int scope = 0; !done.IsCancellationRequested; scope++)
                {
                    locmem.Store.Open($"other{scope}");
                    if (scope % 2_000 == 0)
                        GC.Collect(0);
                }
            },
            Cancel);

        for (int round = 0; round < 5_000; round++)
        {
            var key = LocMemHarness.Key("key", round % 7);
            await locmem.Backend.SetAsync(key, LocMemHarness.Payload(round), null, Cancel);
            Assert.Equal(round, await locmem.GetAsync("key", round % 7));
            Assert.True(await locmem.Backend.DeleteAsync(key, Cancel));
        }

        await done.CancelAsync();
        await opening;
        Assert.Equal((0, 0), (locmem.Store.Count, locmem.Store.Bytes));
    }
}
