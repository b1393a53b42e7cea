namespace CacheKit.AspNetCore.Tests.Fragments;

public sealed class FragmentTests
{
    [Fact]
    public async Task A_fragment_is_rendered_once_and_kept_as_it_was_written()
    {
        await using var site = await FragmentSite.StartAsync();

        var first = await site.GetAsync("Plain");
        var second = await site.GetAsync("Plain");

        Assert.Equal("""<main><b title="a &amp; b">rendering 1</b> &lt;&#xE4;&gt; &amp;</main>""", first);
        Assert.Equal(first, second);
    }

    [Fact]
    public async Task A_fragment_is_rendered_without_a_cache_in_this_process_that_fails()
    {
        await using var site = await FragmentSite.StartAsync(new TestCaches(("default", new BrokenObjectBackend())));

        Assert.Contains("rendering 1", await site.GetAsync("Plain"), StringComparison.Ordinal);
        Assert.Contains("rendering 2", await site.GetAsync("Plain"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fragment_that_is_not_enabled_is_rendered_each_time()
    {
        await using var site = await FragmentSite.StartAsync();
        site.Renderings.Enabled = false;

        await site.GetAsync("Timed");

        Assert.Equal("rendering 2", await site.GetAsync("Timed"));
    }

    [Fact]
    public async Task A_fragment_with_a_zero_timeout_is_rendered_each_time()
    {
        await using var site = await FragmentSite.StartAsync();
        site.Renderings.Timeout = "0";

        await site.GetAsync("Timed");

        Assert.Equal("rendering 2", await site.GetAsync("Timed"));
    }

    [Fact]
    public async Task A_timeout_is_that_of_the_entry()
    {
        await using var site = await FragmentSite.StartAsync();
        site.Renderings.Timeout = "1.5";

        await site.GetAsync("Timed");
        await site.GetAsync("Special");

        var left = await site.Caches.Default.GetTimeToLiveAsync(CacheFragment.Key("timed"), TestContext.Current.CancellationToken);
        Assert.InRange(left.Value!.Value, TimeSpan.FromTicks(1), TimeSpan.FromSeconds(1.5));
        Assert.Null((await site.Caches.Default.GetTimeToLiveAsync(CacheFragment.Key("special"), TestContext.Current.CancellationToken)).Value);
    }

    [Fact]
    public async Task A_wrong_timeout_is_an_error_that_names_the_view()
    {
        await using var site = await FragmentSite.StartAsync();
        site.Renderings.Timeout = "soon";

        var error = await site.GetErrorAsync("Timed");

        Assert.Contains("'timed' in '/Fragments/Views/Timed.cshtml'", error, StringComparison.Ordinal);
        Assert.Contains("'soon'", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fragment_without_a_name_is_an_error_that_names_the_view()
    {
        await using var site = await FragmentSite.StartAsync();

        Assert.Contains("/Fragments/Views/Nameless.cshtml", await site.GetErrorAsync("Nameless"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fragment_without_AddPages_is_an_error_that_names_it()
    {
        await using var site = await FragmentSite.StartAsync(withFragments: false);

        Assert.Contains("AddPages()", await site.GetErrorAsync("Plain"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Values_that_differ_have_fragments_of_their_own()
    {
        await using var site = await FragmentSite.StartAsync();
        var shown = new List<string>();

        foreach (var value in new object?[] { 1, "1", null, "", new[] { "a:b", "c" }, ("a", "b:c"), 'c', 1.0 })
        {
            site.Renderings.VaryBy = value;
            shown.Add(await site.GetAsync("Values"));
            Assert.Equal(shown[^1], await site.GetAsync("Values"));
        }

        Assert.Equal(shown.Count, shown.Distinct().Count());
    }

    [Fact]
    public async Task A_value_that_cannot_be_told_from_others_is_an_error_that_names_its_type()
    {
        await using var site = await FragmentSite.StartAsync();
        site.Renderings.VaryBy = new Renderings();

        var exception = await Assert.ThrowsAsync<ArgumentException>(() => site.GetAsync("Values"));

        Assert.Contains(typeof(Renderings).FullName!, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exception_in_a_fragment_is_not_kept()
    {
        await using var site = await FragmentSite.StartAsync();
        site.Renderings.Inside = (number, _) => number == 1 ? throw new TimeZoneNotFoundException() : Task.CompletedTask;

        await Assert.ThrowsAsync<TimeZoneNotFoundException>(() => site.GetAsync("Plain"));

        Assert.Contains("rendering 2", await site.GetAsync("Plain"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nested_fragments_are_kept_each_for_itself()
    {
        await using var site = await FragmentSite.StartAsync();

        var first = await site.GetAsync("Nested");
        var inner = await site.GetAsync("Inner");
        await site.Fragments.RemoveAsync("outer");
        var again = await site.GetAsync("Nested");

        Assert.Equal("outer rendering 1 inner rendering 2", first);
        Assert.Equal("inner rendering 2", inner);
        Assert.Equal("outer rendering 3 inner rendering 2", again);
    }

    [Fact]
    public async Task A_cache_that_is_down_leaves_the_fragment_rendered()
    {
        await using var site = await FragmentSite.StartAsync(new TestCaches(("default", new BrokenBackend())));

        Assert.Contains("rendering 1", await site.GetAsync("Plain"), StringComparison.Ordinal);
        Assert.Contains("rendering 2", await site.GetAsync("Plain"), StringComparison.Ordinal);
    }
}
