namespace CacheKit.AspNetCore.Tests.Fragments;

public sealed class FragmentAliasTests
{
    [Fact]
    public async Task Fragments_are_in_template_fragments_where_it_is_configured()
    {
        await using var site = await FragmentSite.StartAsync(TestCaches.Of("default", "template_fragments"));

        await site.GetAsync("Plain");

        Assert.True(await site.Caches["template_fragments"].ContainsAsync(CacheFragment.Key("plain"), TestContext.Current.CancellationToken));
        Assert.False(await site.Caches.Default.ContainsAsync(CacheFragment.Key("plain"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Fragments_are_in_the_default_cache_else()
    {
        await using var site = await FragmentSite.StartAsync(TestCaches.Of("default", "other"));

        await site.GetAsync("Plain");

        Assert.True(await site.Caches.Default.ContainsAsync(CacheFragment.Key("plain"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_fragment_may_name_its_cache()
    {
        await using var site = await FragmentSite.StartAsync(TestCaches.Of("default", "other"));
        site.Renderings.Alias = "other";

        await site.GetAsync("Special");

        Assert.True(await site.Caches["other"].ContainsAsync(CacheFragment.Key("special"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_unknown_cache_is_an_error_that_names_the_view_and_the_known_ones()
    {
        await using var site = await FragmentSite.StartAsync(TestCaches.Of("default", "other"));
        site.Renderings.Alias = "othr";

        var error = await site.GetErrorAsync("Special");

        Assert.Contains("/Fragments/Views/Special.cshtml", error, StringComparison.Ordinal);
        Assert.Contains("default, other", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("other")]
    public async Task Code_removes_a_fragment_from_whichever_cache_it_is_in(string? alias)
    {
        await using var site = await FragmentSite.StartAsync(TestCaches.Of("default", "template_fragments", "other"));
        site.Renderings.Alias = alias;
        await site.GetAsync("Special");

        await site.Fragments.RemoveAsync("special");

        Assert.Contains("rendering 2", await site.GetAsync("Special"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Code_removes_the_fragment_of_the_values_it_names_only()
    {
        await using var site = await FragmentSite.StartAsync();
        site.Renderings.VaryBy = (1, "a");
        var kept = await site.GetAsync("Values");
        site.Renderings.VaryBy = (1, "b");
        await site.GetAsync("Values");

        await site.Fragments.RemoveAsync("values", 1, "b");

        Assert.Equal("rendering 3", await site.GetAsync("Values"));
        site.Renderings.VaryBy = (1, "a");
        Assert.Equal(kept, await site.GetAsync("Values"));
    }

    [Fact]
    public async Task A_cache_that_is_down_does_not_keep_a_fragment_from_being_removed_from_the_others()
    {
        await using var site = await FragmentSite.StartAsync(new TestCaches(("down", new BrokenBackend()), ("default", TestCaches.LocMem())));
        await site.GetAsync("Plain");

        var exception = await Assert.ThrowsAsync<CacheBackendException>(async () => await site.Fragments.RemoveAsync("plain"));

        Assert.Equal("down", exception.Alias);
        Assert.Contains("rendering 2", await site.GetAsync("Plain"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fragment_that_is_removed_while_it_is_rendered_is_not_kept()
    {
        await using var site = await FragmentSite.StartAsync();
        site.Renderings.Inside = async (number, _) =>
        {
            if (number == 1)
                await site.Fragments.RemoveAsync("plain");
        };

        await site.GetAsync("Plain");

        Assert.Contains("rendering 2", await site.GetAsync("Plain"), StringComparison.Ordinal);
        Assert.Contains("rendering 2", await site.GetAsync("Plain"), StringComparison.Ordinal);
    }
}
