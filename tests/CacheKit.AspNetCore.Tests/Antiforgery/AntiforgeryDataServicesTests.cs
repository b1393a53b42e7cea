using CacheKit.AspNetCore.Tests.Hosting;

namespace CacheKit.AspNetCore.Tests.Antiforgery;

public sealed class AntiforgeryDataServicesTests
{
    [Fact]
    public async Task A_site_whose_antiforgery_is_added_after_the_pages_starts()
    {
        await using var site = await TestSite.StartAsync(
            static app => app.MapGet("/", static () => "page"),
            new() { Services = static services => services.AddAntiforgery() });

        Assert.Equal("page", await site.GetAsync("/"));
    }

    [Fact]
    public async Task A_site_whose_antiforgery_is_added_before_the_pages_starts()
    {
        await using var site = await TestSite.StartAsync(
            static app => app.MapGet("/", static () => "page"),
            new() { ServicesBefore = static services => services.AddAntiforgery() });

        Assert.Equal("page", await site.GetAsync("/"));
    }
}
