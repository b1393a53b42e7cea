using CacheKit.Conformance.Samples;
using Xunit;
using static CacheKit.Conformance.BackendTraits;

namespace CacheKit.Conformance;

public abstract partial class CacheConformance
{
    [Fact]
    public async Task A_missing_value_is_made()
    {
        Assert.Equal("made", await Cache.GetOrSetAsync("key", _ => new ValueTask<string>("made")));
        Assert.Equal("given", await Cache.GetOrSetValueAsync("other", "given"));
    }

    [BackendFact(StoresAnything)]
    public async Task A_value_is_made_once_and_stored()
    {
        int made = 0;
        for (int call = 0; call < 3; call++)
            Assert.Equal(1, await Cache.GetOrSetAsync("key", _ => new ValueTask<int>(++made)));

        Assert.Equal(1, made);
        Assert.Equal(1, await Cache.GetAsync<int>("key"));
    }

    [BackendFact(None, Unless = StoresAnything)]
    public async Task A_value_is_made_anew_each_time()
    {
        int made = 0;

        Assert.Equal(1, await Cache.GetOrSetAsync("key", _ => new ValueTask<int>(++made)));
        Assert.Equal(2, await Cache.GetOrSetAsync("key", _ => new ValueTask<int>(++made)));
        Assert.Equal("first", await Cache.GetOrSetValueAsync("given", "first"));
        Assert.Equal("second", await Cache.GetOrSetValueAsync("given", "second"));
    }

    [BackendFact(StoresAnything)]
    public async Task A_value_that_is_there_is_not_made()
    {
        await Cache.SetAsync("key", "stored");

        Assert.Equal("stored", await Cache.GetOrSetAsync<string>("key", _ => throw new InvalidOperationException("Not a miss.")));
        Assert.Equal("stored", await Cache.GetOrSetValueAsync("key", "given"));
    }

    [BackendFact(StoresAnything)]
    public async Task A_null_that_was_made_is_stored_and_not_made_again()
    {
        int made = 0;
        for (int call = 0; call < 2; call++)
        {
            Assert.Null(await Cache.GetOrSetAsync("key", _ =>
            {
                made++;
                return new ValueTask<string?>((string?)null);
            }));
        }

        Assert.Equal(1, made);
        Assert.True((await Cache.TryGetAsync<string?>("key")).HasValue);
        Assert.Null(await Cache.GetOrSetValueAsync<string?>("given", null));
        Assert.Null(await Cache.GetOrSetValueAsync<string?>("given", "second"));
    }

    [BackendFact(StoresAnything)]
    public async Task A_stored_null_is_not_made_again()
    {
        await Cache.SetAsync<string?>("key", null);

        Assert.Null(await Cache.GetOrSetAsync<string?>("key", _ => throw new InvalidOperationException("Not a miss.")));
    }

    [Fact]
    public async Task A_factory_that_fails_stores_nothing()
    {
        var failure = new TimeZoneNotFoundException("the factory's own");

        var later = await Assert.ThrowsAsync<TimeZoneNotFoundException>(async () => await Cache.GetOrSetAsync<int>("key", async _ =>
        {
            await Task.Yield();
            throw failure;
        }));
        await Assert.ThrowsAsync<TimeZoneNotFoundException>(async () => await Cache.GetOrSetAsync<int>("key", _ => throw failure));

        Assert.Equal(failure.Message, later.Message);
        Assert.False(await Cache.ContainsAsync("key"));
        Assert.Equal(5, await Cache.GetOrSetAsync("key", _ => new ValueTask<int>(5)));
    }

    [BackendFact(StoresAnything)]
    public async Task A_value_that_another_set_meanwhile_wins()
    {
        var value = await Cache.GetOrSetAsync("key", async token =>
        {
            await Cache.SetAsync("key", "theirs", default, token);
            return "mine";
        });

        Assert.Equal("theirs", value);
        Assert.Equal("theirs", await Cache.GetAsync<string>("key"));
    }

    [BackendFact(StoresAnything)]
    public async Task A_null_that_another_set_meanwhile_wins()
    {
        var value = await Cache.GetOrSetAsync<string?>("key", async token =>
        {
            await Cache.SetAsync<string?>("key", null, default, token);
            return "mine";
        });

        Assert.Null(value);
    }

    [BackendFact(StoresAnything)]
    public async Task A_value_of_another_kind_is_made_anew()
    {
        await Cache.SetAsync("key", "text");

        Assert.Equal(5, await Cache.GetOrSetAsync("key", _ => new ValueTask<int>(5)));
        Assert.Equal(5, await Cache.GetOrSetValueAsync("key", 5));
    }

    [Fact]
    public async Task A_value_that_is_not_to_be_kept_is_made_all_the_same()
    {
        Assert.Equal(1, await Cache.GetOrSetAsync("key", _ => new ValueTask<int>(1), CacheTimeout.Zero));
        Assert.Equal(2, await Cache.GetOrSetAsync("key", _ => new ValueTask<int>(2), TimeSpan.FromSeconds(-1)));
        Assert.Equal(3, await Cache.GetOrSetValueAsync("key", 3, CacheTimeout.Zero));

        Assert.False(await Cache.ContainsAsync("key"));
    }

    [BackendFact(StoresAnything)]
    public async Task A_made_value_lives_as_long_as_its_caller_says()
    {
        await Cache.GetOrSetAsync("short", _ => new ValueTask<int>(1), Brief);
        await Cache.GetOrSetAsync("never", _ => new ValueTask<int>(1), CacheTimeout.Never);

        await PassAsync(Brief);

        Assert.False(await Cache.ContainsAsync("short"));
        Assert.True(await Cache.ContainsAsync("never"));
    }

    [BackendFact(StoresAnything)]
    public async Task A_made_value_lives_as_long_as_its_factory_says()
    {
        await Cache.GetOrSetAsync(
            "key",
            (entry, _) =>
            {
                Assert.Equal("key", entry.Key);
                Assert.Equal(Lasting, entry.Options.Timeout.Duration);
                entry.Options = Brief;
                return new ValueTask<int>(1);
            },
            Lasting);
        Assert.True(await Cache.ContainsAsync("key"));

        await PassAsync(Brief);

        Assert.False(await Cache.ContainsAsync("key"));
    }

    [Fact]
    public async Task A_factory_may_say_that_its_value_is_not_kept()
    {
        var value = await Cache.GetOrSetAsync("key", (entry, _) =>
        {
            entry.Keep = false;
            return new ValueTask<int>(1);
        });

        Assert.Equal(1, value);
        Assert.False(await Cache.ContainsAsync("key"));
    }

    [Fact]
    public async Task A_factory_is_given_its_state()
    {
        Assert.Equal("state", await Cache.GetOrSetAsync("key", "state", static (state, _) => new ValueTask<string>(state)));
    }

    [Fact]
    public async Task A_factory_may_use_the_cache_under_its_own_key()
    {
        var value = await Cache.GetOrSetAsync("key", async token =>
        {
            await Cache.GetAsync<string>("key", token);
            return await Cache.GetOrSetAsync("key", _ => new ValueTask<string>("inner"), default, token);
        }).AsTask().WaitAsync(_patience);

        Assert.Equal("inner", value);
    }

    [Fact]
    public async Task Factories_that_ask_for_each_others_keys_do_not_wait_for_ever()
    {
        using var bothInside = new Barrier(2);
        Task<string> AskAsync(string key, string other) => Task.Run(async () => await Cache.GetOrSetAsync(key, async token =>
        {
            bothInside.SignalAndWait(_patience, token);
            return key + await Cache.GetOrSetAsync(other, _ => new ValueTask<string>(other), default, token);
        }));

        var values = await Task.WhenAll(AskAsync("a", "b"), AskAsync("b", "a")).WaitAsync(_patience);

        Assert.All(values, value => Assert.NotEmpty(value));
    }

    [Fact]
    public async Task Two_versions_of_a_key_are_made_apart()
    {
        Assert.Equal("first", await Cache.GetOrSetAsync("key", async token =>
        {
            Assert.Equal("second", await Cache.WithVersion(2).GetOrSetAsync("key", _ => new ValueTask<string>("second"), default, token));
            return "first";
        }));
    }

    [Fact]
    public async Task A_null_factory_is_refused()
    {
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await Cache.GetOrSetAsync("key", (Func<CancellationToken, ValueTask<int>>)null!));
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await Cache.GetOrSetAsync("key", (Func<CacheEntryContext, CancellationToken, ValueTask<int>>)null!));
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await Cache.GetOrSetAsync("key", 5, (Func<int, CancellationToken, ValueTask<int>>)null!));
    }

    [Fact]
    public async Task A_value_of_any_type_is_made()
    {
        var book = new Book("First", 1, null, Season.Winter, null);

        Assert.Equal(book, await Cache.GetOrSetAsync("book", _ => new ValueTask<Book>(book)));
        Assert.Equal(book, await Cache.GetOrSetAsync("book", _ => new ValueTask<Book>(book)));
        Assert.Equal(book, await Cache.GetOrSetValueAsync("book", book));
    }

    [BackendFact(StoresAnything)]
    public async Task A_thousand_callers_at_once_make_a_value_once()
    {
        int made = 0;
        var finish = new TaskCompletionSource();
        var callers = Enumerable.Range(0, 1000).Select(_ => Cache.GetOrSetAsync("key", async _ =>
        {
            Interlocked.Increment(ref made);
            await finish.Task;
            return 42;
        }).AsTask()).ToList();

        finish.SetResult();
        var values = await Task.WhenAll(callers).WaitAsync(_patience);

        Assert.All(values, value => Assert.Equal(42, value));
        Assert.Equal(1, made);
    }

    [Fact]
    public async Task Callers_that_waited_for_one_value_cannot_change_each_others()
    {
        var finish = new TaskCompletionSource();
        var callers = Enumerable.Range(0, 3).Select(_ => Cache.GetOrSetAsync("key", async _ =>
        {
            await finish.Task;
            return new Shelf { Titles = ["First"] };
        }).AsTask()).ToList();

        finish.SetResult();
        foreach (var shelf in await Task.WhenAll(callers).WaitAsync(_patience))
        {
            Assert.Equal(["First"], shelf.Titles);
            shelf.Titles.Clear();
        }
    }

    [Fact]
    public async Task Many_callers_of_a_failing_factory_all_fail_and_nothing_remains()
    {
        var finish = new TaskCompletionSource();
        var callers = Enumerable.Range(0, 100).Select(_ => Cache.GetOrSetAsync<int>("key", async _ =>
        {
            await finish.Task;
            throw new TimeZoneNotFoundException();
        }).AsTask()).ToList();

        finish.SetResult();
        foreach (var caller in callers)
            await Assert.ThrowsAsync<TimeZoneNotFoundException>(() => caller.WaitAsync(_patience));

        Assert.False(await Cache.ContainsAsync("key"));
        Assert.Equal(5, await Cache.GetOrSetAsync("key", _ => new ValueTask<int>(5)));
    }

    [Fact]
    public async Task A_caller_that_gives_up_does_not_take_the_value_from_the_others()
    {
        using var givingUp = new CancellationTokenSource();
        var started = new TaskCompletionSource();
        var finish = new TaskCompletionSource();
        async ValueTask<int> MakeAsync(CancellationToken token)
        {
            started.TrySetResult();
            await finish.Task.WaitAsync(token);
            return 42;
        }

        var first = Cache.GetOrSetAsync("key", MakeAsync).AsTask();
        await started.Task.WaitAsync(_patience);
        var second = Cache.GetOrSetAsync("key", MakeAsync, default, givingUp.Token).AsTask();
        await givingUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second.WaitAsync(_patience));
        finish.SetResult();
        Assert.Equal(42, await first.WaitAsync(_patience));
    }
}
