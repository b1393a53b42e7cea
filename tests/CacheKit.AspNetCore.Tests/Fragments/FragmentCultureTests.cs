namespace CacheKit.AspNetCore.Tests.Fragments;

public sealed class FragmentCultureTests
{
    [Fact]
    public async Task Under_request_localization_each_culture_has_an_own_fragment()
    {
        await using var site = await FragmentSite.StartAsync(cultures: ["en", "de"]);

        var english = await site.GetAsync("Culture", language: "en");
        var german = await site.GetAsync("Culture", language: "de");

        Assert.NotEqual(english, german);
        Assert.Equal(english, await site.GetAsync("Culture", language: "en"));
        Assert.Equal(german, await site.GetAsync("Culture", language: "de"));
    }

    [Fact]
    public async Task A_fragment_may_be_the_same_in_every_culture()
    {
        await using var site = await FragmentSite.StartAsync(cultures: ["en", "de"]);

        Assert.Equal(await site.GetAsync("OneCulture", language: "en"), await site.GetAsync("OneCulture", language: "de"));
    }

    [Fact]
    public async Task Code_removes_a_fragment_in_every_culture()
    {
        await using var site = await FragmentSite.StartAsync(cultures: ["en", "de"]);
        await site.GetAsync("Culture", language: "en");
        await site.GetAsync("Culture", language: "de");

        await site.Fragments.RemoveAsync("culture");

        Assert.Equal("rendering 3", await site.GetAsync("Culture", language: "en"));
        Assert.Equal("rendering 4", await site.GetAsync("Culture", language: "de"));
    }

    [Fact]
    public async Task Code_removes_a_fragment_in_one_culture()
    {
        await using var site = await FragmentSite.StartAsync(cultures: ["en", "de"]);
        var english = await site.GetAsync("Culture", language: "en");
        await site.GetAsync("Culture", language: "de");

        await site.Fragments.RemoveAsync("culture", new FragmentCulture("de"));

        Assert.Equal(english, await site.GetAsync("Culture", language: "en"));
        Assert.Equal("rendering 3", await site.GetAsync("Culture", language: "de"));
    }

    [Fact]
    public async Task Code_removes_a_fragment_in_the_configured_cultures_that_this_process_has_not_rendered()
    {
        var caches = TestCaches.Of("default");
        static void Localize(IServiceCollection services) =>
            services.Configure<RequestLocalizationOptions>(options => options.AddSupportedCultures("en", "de").AddSupportedUICultures("en", "de"));
        await using var one = await FragmentSite.StartAsync(caches, Localize, ["en", "de"]);
        await using var other = await FragmentSite.StartAsync(caches, Localize, ["en", "de"]);
        await one.GetAsync("Culture", language: "de");

        await other.Fragments.RemoveAsync("culture");

        Assert.Equal("rendering 2", await one.GetAsync("Culture", language: "de"));
    }
}
