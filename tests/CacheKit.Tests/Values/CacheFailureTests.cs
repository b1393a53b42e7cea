using CacheKit.Conformance;

namespace CacheKit.Tests.Values;

public sealed class CacheFailureTests
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(90);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_failing_backend_is_one_kind_of_exception_in_every_call()
    {
        await using var bytes = new BytesHarness();
        var cause = new IOException("The server is down.");
        bytes.Backend.FailWith(cause);

        foreach (var call in CacheCall.All.Where(call => !call.Name.StartsWith("GetOrSet", StringComparison.Ordinal)))
        {
            var failure = await Assert.ThrowsAsync<CacheBackendException>(() => call.MakeAsync(bytes.Cache, "key", Cancel));
            Assert.Equal("default", failure.Alias);
            Assert.NotEmpty(failure.Operation);
            Assert.Same(cause, failure.InnerException);
        }

        await Assert.ThrowsAsync<CacheBackendException>(async () => await bytes.Cache.ClearAsync(Cancel));
    }

    [Fact]
    public async Task A_cancellation_that_is_not_the_callers_is_a_failure_of_the_backend()
    {
        await using var bytes = new BytesHarness();
        bytes.Backend.FailWith(new OperationCanceledException("The client gave up by itself."));

        await Assert.ThrowsAsync<CacheBackendException>(async () => await bytes.Cache.GetAsync<int>("key", Cancel));
    }

    [Fact]
    public async Task A_value_is_made_without_the_backend_when_it_fails()
    {
        await using var bytes = new BytesHarness();
        bytes.Backend.FailWith(new IOException());

        foreach (var call in CacheCall.All.Where(call => call.Name.StartsWith("GetOrSet", StringComparison.Ordinal)))
            await call.MakeAsync(bytes.Cache, "key", Cancel);

        Assert.Equal("made", await bytes.Cache.GetOrSetAsync("key", _ => new ValueTask<string>("made"), default, Cancel));
    }

    [Fact]
    public async Task A_value_is_made_once_when_the_backend_fails_between_look_and_store()
    {
        await using var bytes = new BytesHarness();
        int made = 0;

        var value = await bytes.Cache.GetOrSetAsync(
            "key",
            _ =>
            {
                bytes.Backend.FailWith(new IOException());
                return new ValueTask<int>(++made);
            },
            default,
            Cancel);

        Assert.Equal((1, 1), (value, made));
    }

    [Fact]
    public async Task A_factorys_own_backend_failure_reaches_its_caller()
    {
        await using var bytes = new BytesHarness();
        bytes.Backend.FailWith(new IOException());

        await Assert.ThrowsAsync<CacheBackendException>(async () =>
            await bytes.Cache.GetOrSetAsync("key", async token => await bytes.Cache.IncrementAsync("counter", 1, token), default, Cancel));
    }

    [Fact]
    public async Task A_backend_that_recovers_is_used_again()
    {
        await using var bytes = new BytesHarness();
        await bytes.Cache.SetAsync("key", 1, default, Cancel);
        bytes.Backend.FailWith(new IOException());
        await Assert.ThrowsAsync<CacheBackendException>(async () => await bytes.Cache.GetAsync<int>("key", Cancel));

        bytes.Backend.Recover();

        Assert.Equal(1, await bytes.Cache.GetAsync<int>("key", Cancel));
    }

    [Fact]
    public async Task A_caller_can_give_up_on_a_backend_that_hangs()
    {
        await using var bytes = new BytesHarness();
        bytes.Backend.Hang();

        foreach (var call in CacheCall.All)
        {
            using var givingUp = new CancellationTokenSource();
            var waiting = call.MakeAsync(bytes.Cache, "key", givingUp.Token);
            await givingUp.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(_patience, Cancel));
        }

        bytes.Backend.Recover();
        Assert.Empty(bytes.Store.FinalKeys);
    }
}
