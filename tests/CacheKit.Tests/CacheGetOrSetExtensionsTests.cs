namespace CacheKit.Tests;

/// <summary>
/// Every ordinary way to call <c>GetOrSetAsync</c> compiles without ambiguity and chooses the form that it looks like.
/// That <c>T</c> is inferred as the value's type, never as a task, is what the <see cref="Value"/> of each call proves.
/// </summary>
public sealed class CacheGetOrSetExtensionsTests
{
    private readonly RecordingCache _recording = new();
    private readonly CancellationToken _leaving = TestContext.Current.CancellationToken;

    private static int Plain() => 5;

    private static Task<int> InTask() => Task.FromResult(5);

    private static Task<int> InTaskWithToken(CancellationToken token) => Task.FromResult(5);

    private static ValueTask<int> InValueTask() => new(5);

    private static ValueTask<int> InValueTaskWithToken(CancellationToken token) => new(5);

    private static ValueTask<int> FromState(int state, CancellationToken token) => new(state);

    private static ValueTask<int> FromEntry(CacheEntryContext entry, CancellationToken token) => new(5);

    private static Task<int> Either() => Task.FromResult(-1);

    private static Task<int> Either(CancellationToken token) => Task.FromResult(5);

    private static Task<int> WithOptionalToken(CancellationToken token = default) => Task.FromResult(5);

    private ICache Cache => _recording;

    private async Task Value(ValueTask<int> call, string form)
    {
        Assert.Equal(5, await call);
        Assert.Equal(form, _recording.Chosen);
    }

    [Fact]
    public async Task Lambdas_with_a_token()
    {
        await Value(Cache.GetOrSetAsync("k", async token => { await Task.Yield(); return 5; }, cancellationToken: _leaving), "token → ValueTask");
        await Value(Cache.GetOrSetAsync("k", async _ => 5 + await Task.FromResult(0), cancellationToken: _leaving), "token → ValueTask");
        await Value(Cache.GetOrSetAsync("k", async token => await InTaskWithToken(token), cancellationToken: _leaving), "token → ValueTask");
        await Value(Cache.GetOrSetAsync("k", token => new ValueTask<int>(5), cancellationToken: _leaving), "token → ValueTask");
        await Value(Cache.GetOrSetAsync("k", token => InValueTaskWithToken(token), cancellationToken: _leaving), "token → ValueTask");
        await Value(Cache.GetOrSetAsync("k", token => Task.FromResult(5), cancellationToken: _leaving), "token → Task");
        await Value(Cache.GetOrSetAsync("k", token => InTaskWithToken(token), cancellationToken: _leaving), "token → Task");
        await Value(Cache.GetOrSetAsync("k", token => { return InTaskWithToken(token); }, cancellationToken: _leaving), "token → Task");
        await Value(Cache.GetOrSetAsync("k", (CancellationToken token) => InTaskWithToken(token), cancellationToken: _leaving), "token → Task");
    }

    [Fact]
    public async Task Lambdas_without_a_token()
    {
        await Value(Cache.GetOrSetAsync("k", () => 5, cancellationToken: _leaving), "() → value");
        await Value(Cache.GetOrSetAsync("k", () => { return 5; }, cancellationToken: _leaving), "() → value");
        await Value(Cache.GetOrSetAsync("k", () => Plain(), cancellationToken: _leaving), "() → value");
        await Value(Cache.GetOrSetAsync("k", async () => { await Task.Yield(); return 5; }, cancellationToken: _leaving), "() → Task");
        await Value(Cache.GetOrSetAsync("k", async () => await InTask(), cancellationToken: _leaving), "() → Task");
        await Value(Cache.GetOrSetAsync("k", () => Task.FromResult(5), cancellationToken: _leaving), "() → Task");
        await Value(Cache.GetOrSetAsync("k", () => InTask(), cancellationToken: _leaving), "() → Task");
        await Value(Cache.GetOrSetAsync("k", () => InValueTask(), cancellationToken: _leaving), "() → ValueTask");
        await Value(Cache.GetOrSetAsync("k", () => new ValueTask<int>(5), cancellationToken: _leaving), "() → ValueTask");
    }

    [Fact]
    public async Task Static_lambdas()
    {
        await Value(Cache.GetOrSetAsync("k", static async token => { await Task.Yield(); return 5; }, cancellationToken: _leaving), "token → ValueTask");
        await Value(Cache.GetOrSetAsync("k", static token => InTaskWithToken(token), cancellationToken: _leaving), "token → Task");
        await Value(Cache.GetOrSetAsync("k", static () => 5, cancellationToken: _leaving), "() → value");
        await Value(Cache.GetOrSetAsync("k", static async () => await InTask(), cancellationToken: _leaving), "() → Task");
        await Value(Cache.GetOrSetAsync("k", static () => InTask(), cancellationToken: _leaving), "() → Task");
        await Value(Cache.GetOrSetAsync("k", 5, static (state, token) => new ValueTask<int>(state), cancellationToken: _leaving), "state");
        await Value(Cache.GetOrSetAsync("k", static (entry, token) => new ValueTask<int>(5), cancellationToken: _leaving), "entry");
    }

    [Fact]
    public async Task Method_groups()
    {
        await Value(Cache.GetOrSetAsync("k", Plain, cancellationToken: _leaving), "() → value");
        await Value(Cache.GetOrSetAsync("k", InTask, cancellationToken: _leaving), "() → Task");
        await Value(Cache.GetOrSetAsync("k", InValueTask, cancellationToken: _leaving), "() → ValueTask");
        await Value(Cache.GetOrSetAsync("k", InTaskWithToken, cancellationToken: _leaving), "token → Task");
        await Value(Cache.GetOrSetAsync("k", InValueTaskWithToken, cancellationToken: _leaving), "token → ValueTask");
        await Value(Cache.GetOrSetAsync("k", WithOptionalToken, cancellationToken: _leaving), "token → Task");
        await Value(Cache.GetOrSetAsync("k", 5, FromState, cancellationToken: _leaving), "state");
        await Value(Cache.GetOrSetAsync("k", FromEntry, cancellationToken: _leaving), "entry");
    }

    [Fact]
    public async Task A_method_group_with_and_without_a_token_is_called_with_it() =>
        await Value(Cache.GetOrSetAsync("k", Either, cancellationToken: _leaving), "token → Task");

    [Fact]
    public async Task Factories_in_variables()
    {
        Func<int> plain = Plain;
        Func<Task<int>> inTask = InTask;
        Func<ValueTask<int>> inValueTask = InValueTask;
        Func<CancellationToken, Task<int>> inTaskWithToken = InTaskWithToken;
        Func<CancellationToken, ValueTask<int>> inValueTaskWithToken = InValueTaskWithToken;
        var natural = () => 5;
        var naturalTask = async () => await InTask();

        await Value(Cache.GetOrSetAsync("k", plain, cancellationToken: _leaving), "() → value");
        await Value(Cache.GetOrSetAsync("k", inTask, cancellationToken: _leaving), "() → Task");
        await Value(Cache.GetOrSetAsync("k", inValueTask, cancellationToken: _leaving), "() → ValueTask");
        await Value(Cache.GetOrSetAsync("k", inTaskWithToken, cancellationToken: _leaving), "token → Task");
        await Value(Cache.GetOrSetAsync("k", inValueTaskWithToken, cancellationToken: _leaving), "token → ValueTask");
        await Value(Cache.GetOrSetAsync("k", natural, cancellationToken: _leaving), "() → value");
        await Value(Cache.GetOrSetAsync("k", naturalTask, cancellationToken: _leaving), "() → Task");
    }

    [Fact]
    public async Task Explicit_types()
    {
        await Value(Cache.GetOrSetAsync<int>("k", () => 5, cancellationToken: _leaving), "() → value");
        await Value(Cache.GetOrSetAsync<int>("k", async () => await InTask(), cancellationToken: _leaving), "() → Task");
        await Value(Cache.GetOrSetAsync<int>("k", () => InTask(), cancellationToken: _leaving), "() → Task");
        await Value(Cache.GetOrSetAsync<int>("k", async token => await InTaskWithToken(token), cancellationToken: _leaving), "token → ValueTask");
        await Value(Cache.GetOrSetAsync<int>("k", token => InTaskWithToken(token), cancellationToken: _leaving), "token → Task");
        await Value(Cache.GetOrSetAsync<int>("k", Plain, cancellationToken: _leaving), "() → value");
        await Value(Cache.GetOrSetAsync<int>("k", InTask, cancellationToken: _leaving), "() → Task");
        await Value(Cache.GetOrSetAsync<int, int>("k", 5, async (state, token) => await FromState(state, token), cancellationToken: _leaving), "state");
        await Value(Cache.GetOrSetAsync<int>("k", async (entry, token) => await FromEntry(entry, token), cancellationToken: _leaving), "entry");
    }

    [Fact]
    public async Task A_wider_type_takes_the_value_and_not_its_task()
    {
        Assert.Equal("5", await Cache.GetOrSetAsync<object>("k", async () => await Task.FromResult("5"), cancellationToken: _leaving));
        Assert.Equal("() → Task", _recording.Chosen);
        Assert.Equal("5", await Cache.GetOrSetAsync<object>("k", () => "5", cancellationToken: _leaving));
        Assert.Equal("() → value", _recording.Chosen);
    }

    [Fact]
    public async Task States_of_several_kinds()
    {
        await Value(Cache.GetOrSetAsync("k", 5, async (state, token) => await FromState(state, token), cancellationToken: _leaving), "state");
        await Value(
            Cache.GetOrSetAsync("k", (first: 2, second: 3), (state, token) => new ValueTask<int>(state.first + state.second), cancellationToken: _leaving),
            "state");
        await Value(Cache.GetOrSetAsync("k", this, static (state, token) => new ValueTask<int>(5), cancellationToken: _leaving), "state");
    }

    [Fact]
    public async Task Entries_that_the_factory_decides_on()
    {
        await Value(
            Cache.GetOrSetAsync(
                "k",
                async (entry, token) =>
                {
                    entry.Options = CacheTimeout.Never;
                    return await InTaskWithToken(token);
                },
                cancellationToken: _leaving),
            "entry");
        await Value(Cache.GetOrSetAsync("k", (entry, token) => new ValueTask<int>(5), cancellationToken: _leaving), "entry");
    }

    [Fact]
    public async Task Options_of_every_kind()
    {
        var minute = TimeSpan.FromMinutes(1);

        await Value(Cache.GetOrSetAsync("k", async token => await InTaskWithToken(token), minute, _leaving), "token → ValueTask");
        Assert.Equal(minute, _recording.Options.Timeout);
        await Value(Cache.GetOrSetAsync("k", () => 5, minute, _leaving), "() → value");
        Assert.Equal(minute, _recording.Options.Timeout);
        await Value(Cache.GetOrSetAsync("k", InTask, CacheTimeout.Never, _leaving), "() → Task");
        Assert.Equal(CacheTimeout.Never, _recording.Options.Timeout);
        await Value(Cache.GetOrSetAsync("k", token => InTaskWithToken(token), new CacheEntryOptions(minute), _leaving), "token → Task");
        Assert.Equal(minute, _recording.Options.Timeout);
        await Value(Cache.GetOrSetAsync("k", 5, static (state, token) => new ValueTask<int>(state), minute, _leaving), "state");
        Assert.Equal(minute, _recording.Options.Timeout);
        await Value(Cache.GetOrSetAsync("k", (entry, token) => new ValueTask<int>(5), CacheTimeout.Zero, _leaving), "entry");
        Assert.Equal(CacheTimeout.Zero, _recording.Options.Timeout);
        await Value(Cache.GetOrSetAsync("k", () => 5, default, _leaving), "() → value");
        Assert.True(_recording.Options.Timeout.IsAliasDefault);
    }

    [Fact]
    public async Task Factories_that_only_throw()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await Cache.GetOrSetAsync<int>("k", () => throw new InvalidOperationException(), cancellationToken: _leaving));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await Cache.GetOrSetAsync<int>("k", _ => throw new InvalidOperationException(), cancellationToken: _leaving));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await Cache.GetOrSetAsync<int>("k", async () => throw new InvalidOperationException(), cancellationToken: _leaving));
    }

    [Fact]
    public async Task A_factory_that_returns_null_in_place_of_a_task_is_told_how_to_store_a_null()
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(
            async () => await Cache.GetOrSetAsync<string?>("k", () => null!, cancellationToken: _leaving));

        Assert.Contains("(String?)null", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_null_that_says_its_type_is_a_value()
    {
        Assert.Null(await Cache.GetOrSetAsync("k", () => (string?)null, cancellationToken: _leaving));
        Assert.Equal("() → value", _recording.Chosen);
    }

    [Fact]
    public async Task A_missing_factory_is_refused()
    {
        await Assert.ThrowsAsync<ArgumentNullException>("factory", async () => await Cache.GetOrSetAsync("k", (Func<int>)null!, cancellationToken: _leaving));
        await Assert.ThrowsAsync<ArgumentNullException>(
            "factory", async () => await Cache.GetOrSetAsync("k", (Func<Task<int>>)null!, cancellationToken: _leaving));
    }
}
