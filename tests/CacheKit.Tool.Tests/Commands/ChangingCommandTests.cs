namespace CacheKit.Tool.Tests.Commands;

/// <summary><c>add</c>, <c>touch</c>, <c>delete</c> and <c>incr</c>.</summary>
public sealed class ChangingCommandTests : IDisposable
{
    private readonly ToolApplication _application = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Add_leaves_what_stands_there()
    {
        await _application.RunAsync("set", "k", "first");

        var run = await _application.RunAsync("add", "k", "second");

        Assert.Equal(ExitCode.No, run.ExitCode);
        Assert.Contains("is in the cache 'default' already; nothing was changed", run.Errors, StringComparison.Ordinal);
        Assert.Equal("first", await _application.Cache.GetAsync<string>("k", Token));
    }

    [Fact]
    public async Task Add_takes_a_free_key()
    {
        var run = await _application.RunAsync("add", "k", "v", "--json");

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.True(run.Json.GetProperty("added").GetBoolean());
        Assert.Equal("v", await _application.Cache.GetAsync<string>("k", Token));
    }

    [Fact]
    public async Task Add_takes_the_place_of_an_entry_whose_tag_was_removed()
    {
        await _application.Cache.SetAsync("k", "old", new CacheEntryOptions { Tags = ["news"] }, Token);
        await _application.Cache.RemoveByTagAsync("news", Token);

        var run = await _application.RunAsync("add", "k", "new");

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Equal("new", await _application.Cache.GetAsync<string>("k", Token));
    }

    [Theory]
    [InlineData("touch", "touched")]
    [InlineData("delete", "deleted")]
    [InlineData("incr", "found")]
    public async Task A_missing_key_is_told(string command, string member)
    {
        var person = await _application.RunAsync(command, "nothing");
        var script = await _application.RunAsync(command, "nothing", "--json");

        Assert.Equal(ExitCode.No, person.ExitCode);
        Assert.Empty(person.Output);
        Assert.Contains("is not in the cache 'default'", person.Errors, StringComparison.Ordinal);
        Assert.Equal(ExitCode.No, script.ExitCode);
        Assert.False(script.Json.GetProperty(member).GetBoolean());
    }

    [Theory]
    [InlineData("10", 10.0)]
    [InlineData("never", null)]
    [InlineData(null, 300.0)]
    public async Task Touch_sets_the_time_to_live(string? timeout, double? seconds)
    {
        _application.Store[":1:k"] = ([0x31], TimeSpan.FromSeconds(1));

        var run = await _application.RunAsync(["touch", "k", .. timeout is null ? Array.Empty<string>() : ["--timeout", timeout]]);

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Equal(seconds, _application.Store[":1:k"].Life?.TotalSeconds);
    }

    [Fact]
    public async Task Delete_removes_the_entry()
    {
        await _application.RunAsync("set", "k", "v");

        var run = await _application.RunAsync("delete", "k", "--json");

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.True(run.Json.GetProperty("deleted").GetBoolean());
        Assert.Empty(_application.Store);
    }

    [Theory]
    [InlineData("one", "'one': expected a whole number")]
    [InlineData("1.5", "'1.5': expected a whole number")]
    [InlineData("9223372036854775808", "expected a whole number from -9223372036854775808 to 9223372036854775807")]
    public async Task An_increment_by_no_number_is_an_error(string delta, string error)
    {
        await _application.RunAsync("set", "k", "1", "--number");

        var run = await _application.RunAsync("incr", "k", delta);

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains(error, run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text", "is not an integer")]
    [InlineData("number", "would leave the range of a 64-bit integer")]
    public async Task What_cannot_be_counted_is_left_as_it_is(string kind, string error)
    {
        await _application.RunAsync("set", "k", long.MaxValue.ToString(System.Globalization.CultureInfo.InvariantCulture), "--kind", kind);
        var before = _application.Store[":1:k"].Payload;

        var run = await _application.RunAsync("incr", "k");

        Assert.Equal(ExitCode.Impossible, run.ExitCode);
        Assert.Contains(error, run.Errors, StringComparison.Ordinal);
        Assert.Equal(before, _application.Store[":1:k"].Payload);
    }

    [Fact]
    public async Task An_increment_shows_the_sum()
    {
        await _application.RunAsync("set", "k", "40", "--number");

        var first = await _application.RunAsync("incr", "k");
        var second = await _application.RunAsync("incr", "k", "-50");
        var third = await _application.RunAsync("incr", "k", "2", "--json");

        Assert.Equal(("41\n", "-9\n", -7), (first.Output, second.Output, third.Json.GetProperty("value").GetInt32()));
    }

    public void Dispose() => _application.Dispose();
}
