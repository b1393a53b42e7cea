using CacheKit.Resilience;
using CacheKit.Tests.Resilience;
using CacheKit.Values;
using Microsoft.Extensions.Logging;
using OurCache = CacheKit.Values.Cache;

namespace CacheKit.Tests.Values;

/// <summary><c>Options:OnFailure</c> = <c>miss</c>: while the server is away every operation does what it would on an empty cache.</summary>
public sealed class ForgivingCacheTests : IAsyncDisposable
{
    private const int Forgiven = 1004;

    private readonly GuardedCache _forgiving = GuardedCache.Forgiving();

    private CancellationToken Token => _forgiving.Deadline;

    private ICache Cache => _forgiving.Cache;

    public ValueTask DisposeAsync() => _forgiving.DisposeAsync();

    [Fact]
    public async Task Reads_find_nothing()
    {
        await Cache.SetAsync("k", "v", default, Token);
        _forgiving.GoAway();

        Assert.Null(await Cache.GetAsync<string>("k", Token));
        Assert.Equal("default", await Cache.GetAsync("k", "default", Token));
        Assert.False((await Cache.TryGetAsync<string>("k", Token)).HasValue);
        Assert.Empty(await Cache.GetManyAsync<string>(["k", "l"], Token));
        Assert.False(await Cache.ContainsAsync("k", Token));
        Assert.False((await Cache.GetTimeToLiveAsync("k", Token)).HasValue);
    }

    [Fact]
    public async Task Writes_do_what_they_would_on_an_empty_cache()
    {
        await Cache.SetAsync("k", 1, default, Token);
        _forgiving.GoAway();

        await Cache.SetAsync("k", 2, default, Token);
        Assert.True(await Cache.AddAsync("k", 2, default, Token));
        Assert.False(await Cache.TouchAsync("k", default, Token));
        Assert.False(await Cache.DeleteAsync("k", Token));
        await Cache.DeleteManyAsync(["k", "l"], Token);
        await Assert.ThrowsAsync<KeyNotFoundException>(async () => await Cache.IncrementAsync("k", 1, Token));
        await Assert.ThrowsAsync<KeyNotFoundException>(async () => await Cache.DecrementAsync("k", 1, Token));
        await Assert.ThrowsAsync<KeyNotFoundException>(async () => await Cache.IncrementVersionAsync("k", 1, Token));
        await Assert.ThrowsAsync<KeyNotFoundException>(async () => await Cache.DecrementVersionAsync("k", 1, Token));
        await Cache.RemoveByTagAsync("tag", Token);
        await Cache.RemoveByTagAsync(["tag", "other"], Token);
        await Cache.ClearAsync(Token);
    }

    [Fact]
    public async Task A_set_of_many_reports_all_its_keys()
    {
        _forgiving.GoAway();
        Assert.Equal(["a", "b"], await Cache.SetManyAsync([KeyValuePair.Create("a", 1), KeyValuePair.Create("b", 2)], default, Token));
    }

    [Fact]
    public void So_do_the_synchronous_twins()
    {
        _forgiving.GoAway();

        Assert.Null(Cache.Get<string>("k"));
        Cache.Set("k", "v");
        Assert.True(Cache.Add("k", "v"));
        Assert.False(Cache.Delete("k"));
        Assert.Equal("made", Cache.GetOrSet("k", () => "made"));
        Assert.Throws<KeyNotFoundException>(() => Cache.Increment("k"));
        Cache.Clear();
    }

    [Fact]
    public async Task A_get_or_set_makes_its_value()
    {
        _forgiving.GoAway();

        Assert.Equal(1, await Cache.GetOrSetAsync("k", _ => new ValueTask<int>(1), default, Token));
        Assert.Equal(2, await Cache.GetOrSetAsync("k", 2, static (state, _) => new ValueTask<int>(state), default, Token));
        Assert.Equal(3, await Cache.GetOrSetAsync("k", (_, _) => new ValueTask<int>(3), default, Token));
        Assert.Equal(4, await Cache.GetOrSetValueAsync("k", 4, default, Token));
    }

    [Fact]
    public async Task What_a_factory_throws_is_its_callers()
    {
        var thrown = new CacheBackendException("another", "get", new IOException());
        Assert.Same(
            thrown,
            await Assert.ThrowsAsync<CacheBackendException>(async () => await Cache.GetOrSetAsync<int>("k", _ => throw thrown, default, Token)));
    }

    [Fact]
    public async Task What_a_caller_does_wrong_is_an_error_as_ever()
    {
        _forgiving.GoAway();

        await Assert.ThrowsAsync<ArgumentNullException>(async () => await Cache.GetAsync<int>(null!, Token));
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await Cache.SetAsync(null!, 1, default, Token));
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await Cache.SetManyAsync<int>(null!, default, Token));
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await Cache.DeleteManyAsync(null!, Token));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await Cache.DecrementAsync("k", long.MinValue, Token));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Cache.SetAsync("k", () => 1, default, Token));
    }

    [Fact]
    public async Task A_caller_who_gives_up_is_told_so()
    {
        using var giveUp = new CancellationTokenSource();
        _forgiving.Backend.Hang();
        var reading = Cache.GetAsync<int>("k", giveUp.Token).AsTask();
        var deleting = Cache.DeleteAsync("k", giveUp.Token).AsTask();
        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => deleting);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Cache.GetAsync<int>("k", giveUp.Token));
    }

    [Fact]
    public async Task A_fault_of_the_configuration_is_an_error()
    {
        _forgiving.Backend.FailWith(new CacheConfigurationException(["Caches:default:Location is wrong."]));
        await Assert.ThrowsAsync<CacheBackendException>(async () => await Cache.GetAsync<int>("k", Token));
        await Assert.ThrowsAsync<CacheBackendException>(async () => await Cache.SetAsync("k", 1, default, Token));
    }

    [Fact]
    public async Task Each_failure_is_logged_and_quietly_while_the_server_is_left_alone()
    {
        _forgiving.GoAway();
        for (int call = 0; call < Circuit.Threshold; call++)
            await Cache.GetAsync<string>("k", Token);
        Assert.Equal(Circuit.Threshold, _forgiving.Logs.Lines.Count(line => line.Id.Id == Forgiven && line.Level == LogLevel.Warning));
        _forgiving.Logs.Forget();

        await Cache.GetAsync<string>("k", Token);
        await Cache.SetAsync("k", "v", default, Token);
        await Cache.GetAsync<string>("k", Token);
        Assert.Equal(3, _forgiving.Logs.Lines.Count(line => line.Id.Id == Forgiven));
        Assert.All(_forgiving.Logs.Lines.Where(line => line.Id.Id == Forgiven), line => Assert.Equal(LogLevel.Debug, line.Level));
        Assert.All(_forgiving.Logs.Lines, line => Assert.DoesNotContain("secret", line.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Each_failure_is_counted()
    {
        _forgiving.GoAway();
        await Cache.GetAsync<string>("k", Token);
        await Cache.SetAsync("k", "v", default, Token);

        Assert.Equal(["get", "set"], _forgiving.Failures.GetMeasurementSnapshot().Select(static failure => failure.Tags["cachekit.operation"]));
    }

    [Fact]
    public void Another_version_forgives_too_and_is_one_object()
    {
        _forgiving.GoAway();
        var second = Cache.WithVersion(2);

        Assert.Null(second.Get<string>("k"));
        Assert.Same(second, Cache.WithVersion(2));
        Assert.Same(Cache, Cache.WithVersion(1));
        Assert.Same(Cache, second.WithVersion(1));
        Assert.Equal(2, second.Version);
        Assert.Equal("default", second.Alias);
    }

    [Theory]
    [InlineData("locmem", "miss", false)]
    [InlineData("locmem", "throw", false)]
    [InlineData("bytes", "throw", false)]
    [InlineData("bytes", "miss", true)]
    public async Task Only_where_something_can_fail_and_it_is_asked_for_anything_stands_before_the_cache(string backend, string onFailure, bool isWrapped)
    {
        await using var bytes = new BytesHarness(("Backend", backend), ("Options:OnFailure", onFailure));

        Assert.Equal(isWrapped, bytes.Cache is ForgivingCache);
        Assert.Equal(isWrapped, OurCache.Of(bytes.Cache)!.Backend is RecoveringBackend);
    }
}
