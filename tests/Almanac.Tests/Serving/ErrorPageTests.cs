using System.Net;
using Microsoft.Extensions.Logging;

namespace Almanac.Tests.Serving;

public sealed class ErrorPageTests(AlmanacSite site)
{
    [Theory]
    [InlineData("/nowhere")]
    [InlineData("/territory/ZZ")]
    [InlineData("/territory/CHE")]
    [InlineData("/territory/C1")]
    [InlineData("/territory/")]
    [InlineData("/territory/ZZ/guestbook")]
    [InlineData("/territory/ZZ/guestbook/sign")]
    [InlineData("/rankings/beauty")]
    [InlineData("/rankings/Population")]
    [InlineData("/languages/xx")]
    [InlineData("/languages/DE")]
    [InlineData("/languages/german")]
    [InlineData("/App_Data/almanac.db")]
    [InlineData("/appsettings.json")]
    [InlineData("/Data/territories.json")]
    public async Task What_is_not_there_is_not_found(string path)
    {
        using var visitor = site.Welcome("fr");

        var page = await visitor.OpenAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, page.Status);
        Assert.Equal(("fr", "404"), (page.Language, page.TextOf(".status")));
        Assert.Contains("no-store", page.Header("Cache-Control"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/territory/CH/guestbook?before=soon")]
    [InlineData("/culture")]
    public async Task What_makes_no_sense_is_a_bad_request(string path)
    {
        using var visitor = site.Welcome("en");

        var page = await visitor.OpenAsync(path);

        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        Assert.Equal("400", page.TextOf(".status"));
    }

    [Fact]
    public async Task A_search_longer_than_its_field_is_a_bad_request()
    {
        using var visitor = site.Welcome("en");

        var page = await visitor.OpenAsync("/?q=" + new string('a', 61));

        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
    }

    [Fact]
    public async Task A_method_that_a_page_does_not_know_is_refused()
    {
        using var visitor = site.Welcome("en");

        var page = await visitor.SendAsync(HttpMethod.Delete, "/territory/CH");

        Assert.Equal(HttpStatusCode.MethodNotAllowed, page.Status);
    }

    [Fact]
    public async Task A_form_does_not_choose_the_status()
    {
        using var visitor = site.Welcome("en");

        var page = await visitor.PostAsync("/territory/CH/guestbook", ("status", "503"));

        Assert.Equal((HttpStatusCode.BadRequest, "400"), (page.Status, page.TextOf(".status")));
    }

    [Fact]
    public async Task A_fault_shows_a_page_and_no_trace_of_the_code()
    {
        await using var faultySite = new AlmanacSite();
        await faultySite.InitializeAsync();
        await faultySite.QueryAsync("DROP TABLE tender");
        using var visitor = faultySite.Welcome("en");

        var page = await visitor.OpenAsync("/rankings/currencies");

        Assert.Equal(HttpStatusCode.InternalServerError, page.Status);
        Assert.Equal("Something went wrong on our side.", page.TextOf("h1"));
        Assert.DoesNotContain("Sqlite", page.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("no-store", page.Header("Cache-Control"), StringComparison.Ordinal);
        Assert.Contains(faultySite.Log.GetSnapshot(), record => record.Level == LogLevel.Error && record.Exception is not null);
    }

    [Fact]
    public async Task A_page_that_failed_is_there_once_its_cause_is_gone()
    {
        await using var faultySite = new AlmanacSite();
        await faultySite.InitializeAsync();
        await faultySite.QueryAsync("ALTER TABLE tender RENAME TO tender_lost");
        using var visitor = faultySite.Welcome("en");
        await visitor.OpenAsync("/rankings/currencies");
        await faultySite.QueryAsync("ALTER TABLE tender_lost RENAME TO tender");

        var page = await visitor.OpenAsync("/rankings/currencies");

        Assert.Equal(HttpStatusCode.OK, page.Status);
    }
}
