using Xunit;
using static CacheKit.Conformance.BackendTraits;

namespace CacheKit.Conformance;

public abstract partial class CacheConformance
{
    [Fact]
    public async Task A_missing_key_reads_as_the_default_of_its_type()
    {
        Assert.Null(await Cache.GetAsync<string>("missing"));
        Assert.Equal(0, await Cache.GetAsync<int>("missing"));
        Assert.Null(await Cache.GetAsync<int?>("missing"));
        Assert.Null(await Cache.GetAsync<object>("missing"));
    }

    [Fact]
    public async Task A_missing_key_reads_as_the_callers_default()
    {
        Assert.Equal("mine", await Cache.GetAsync("missing", "mine"));
        Assert.Equal(7, await Cache.GetAsync("missing", 7));
    }

    [Fact]
    public async Task A_missing_key_has_no_value()
    {
        var found = await Cache.TryGetAsync<string>("missing");

        Assert.False(found.HasValue);
    }

    [Fact]
    public async Task A_missing_key_is_not_contained()
    {
        Assert.False(await Cache.ContainsAsync("missing"));
    }

    [BackendFact(StoresAnything)]
    public async Task A_stored_value_comes_back()
    {
        await Cache.SetAsync("key", "value");

        Assert.Equal("value", await Cache.GetAsync<string>("key"));
        Assert.Equal("value", await Cache.GetAsync("key", "mine"));
        Assert.Equal(new CacheValue<string>("value"), await Cache.TryGetAsync<string>("key"));
        Assert.True(await Cache.ContainsAsync("key"));
    }

    [BackendFact(StoresAnything)]
    public async Task A_new_value_replaces_the_old_one()
    {
        await Cache.SetAsync("key", "old and rather long");
        await Cache.SetAsync("key", "new");

        Assert.Equal("new", await Cache.GetAsync<string>("key"));
    }

    [BackendFact(StoresAnything)]
    public async Task A_new_value_may_be_of_another_kind()
    {
        await Cache.SetAsync("key", "text");
        await Cache.SetAsync("key", 42);

        Assert.Equal(42, await Cache.GetAsync<int>("key"));
        Assert.False((await Cache.TryGetAsync<string>("key")).HasValue);
    }

    [BackendFact(StoresAnything)]
    public async Task A_stored_null_is_not_a_miss()
    {
        await Cache.SetAsync<string?>("key", null);

        Assert.Equal(new CacheValue<string?>(null), await Cache.TryGetAsync<string?>("key"));
        Assert.True(await Cache.ContainsAsync("key"));
    }

    [BackendFact(StoresAnything)]
    public async Task A_stored_null_is_returned_even_when_a_default_is_given()
    {
        await Cache.SetAsync<string?>("key", null);

        Assert.Null(await Cache.GetAsync<string?>("key", "mine"));
        Assert.Null(await Cache.GetAsync<int?>("key", 7));
    }

    [BackendFact(StoresAnything)]
    public async Task A_stored_null_is_null_for_every_type_that_can_be_null()
    {
        await Cache.SetAsync<int?>("key", null);

        Assert.True((await Cache.TryGetAsync<string>("key")).HasValue);
        Assert.True((await Cache.TryGetAsync<object>("key")).HasValue);
        Assert.True((await Cache.TryGetAsync<byte[]>("key")).HasValue);
        Assert.True((await Cache.TryGetAsync<long?>("key")).HasValue);
    }

    [BackendFact(StoresAnything)]
    public async Task A_stored_null_is_a_miss_for_a_type_that_cannot_be_null()
    {
        await Cache.SetAsync<int?>("key", null);

        Assert.False((await Cache.TryGetAsync<int>("key")).HasValue);
        Assert.Equal(7, await Cache.GetAsync("key", 7));
    }

    [BackendFact(StoresAnything)]
    public async Task The_default_of_a_type_is_not_a_miss()
    {
        await Cache.SetAsync("number", 0);
        await Cache.SetAsync("truth", false);
        await Cache.SetAsync("text", "");

        Assert.Equal(0, await Cache.GetAsync("number", 7));
        Assert.False(await Cache.GetAsync("truth", true));
        Assert.Equal("", await Cache.GetAsync("text", "mine"));
    }

    [BackendFact(StoresAnything)]
    public async Task The_empty_key_is_a_key()
    {
        await Cache.SetAsync("", "value");

        Assert.Equal("value", await Cache.GetAsync<string>(""));
        Assert.True(await Cache.DeleteAsync(""));
        Assert.False(await Cache.ContainsAsync(""));
    }

    [Fact]
    public async Task No_call_accepts_a_null_key()
    {
        foreach (var call in CacheCall.All.Where(call => !call.Name.EndsWith("Many", StringComparison.Ordinal)))
            await Assert.ThrowsAsync<ArgumentNullException>(() => call.MakeAsync(Cache, null!, CancellationToken.None));
    }

    [Fact]
    public async Task No_call_accepts_a_null_among_many_keys()
    {
        foreach (var call in CacheCall.All.Where(call => call.Name.EndsWith("Many", StringComparison.Ordinal)))
            await Assert.ThrowsAnyAsync<ArgumentException>(() => call.MakeAsync(Cache, null!, CancellationToken.None));

        Assert.False(await Cache.ContainsAsync("fine"));
    }

    [Fact]
    public async Task No_call_accepts_a_null_sequence()
    {
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await Cache.GetManyAsync<int>(null!));
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await Cache.SetManyAsync<int>(null!));
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await Cache.DeleteManyAsync(null!));
    }

    [Fact]
    public async Task No_call_is_made_with_a_cancelled_token()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        foreach (var call in CacheCall.All)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.MakeAsync(Cache, "key", cancelled.Token));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Cache.ClearAsync(cancelled.Token));
        Assert.False(await Cache.ContainsAsync("key"));
        Assert.False(await Cache.ContainsAsync("fine"));
    }

    [BackendFact(StoresAnything)]
    public async Task A_cancelled_call_leaves_the_old_value()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Cache.SetAsync("key", 41L);

        foreach (var call in CacheCall.All)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.MakeAsync(Cache, "key", cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Cache.ClearAsync(cancelled.Token));

        Assert.Equal(41L, await Cache.GetAsync<long>("key"));
    }
}
