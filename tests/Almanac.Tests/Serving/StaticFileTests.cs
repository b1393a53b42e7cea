using System.Net;

namespace Almanac.Tests.Serving;

public sealed class StaticFileTests(AlmanacSite site)
{
    [Theory]
    [InlineData("/almanac.css", "text/css")]
    [InlineData("/page.js", "text/javascript")]
    [InlineData("/clocks.js", "text/javascript")]
    [InlineData("/search.js", "text/javascript")]
    [InlineData("/icon.svg", "image/svg+xml")]
    public async Task A_file_has_its_type_and_a_validator(string path, string type)
    {
        using var visitor = site.Welcome();

        var file = await visitor.OpenAsync(path);

        Assert.Equal((HttpStatusCode.OK, type), (file.Status, file.Header("Content-Type")));
        Assert.NotNull(file.Header("ETag"));
    }

    [Fact]
    public async Task A_file_that_has_not_changed_is_not_sent_again()
    {
        using var visitor = site.Welcome();
        var file = await visitor.OpenAsync("/almanac.css");

        var again = await visitor.OpenAsync("/almanac.css", ("If-None-Match", file.Header("ETag")!));

        Assert.Equal((HttpStatusCode.NotModified, ""), (again.Status, again.Text));
    }
}
