using CacheKit.AspNetCore.PageCache.Groups;
using Microsoft.AspNetCore.Http.Features;

namespace CacheKit.AspNetCore.Tests.PageCache.Groups;

public sealed class PageUrlTests
{
    [Theory]
    [InlineData("example.com", "/a", "EXAMPLE.com", "/a")]
    [InlineData("example.com", "/a", "example.com:80", "/a")]
    [InlineData("example.com", "/a", "example.com:443", "/a")]
    [InlineData("example.com", "/a", "example.com", "/A")]
    [InlineData("example.com", "/a", "example.com", "/a/")]
    [InlineData("example.com", "/a", "example.com", "/%61")]
    [InlineData("example.com", "/é", "example.com", "/%C3%A9")]
    [InlineData("example.com", "/a", "example.com", "http://other.example/a")]
    [InlineData("example.com", "/a", "example.com", "/b/../a")]
    [InlineData("example.com", "/a", "example.com", "/./a#x")]
    [InlineData("example.com", "/", "example.com", "")]
    [InlineData("example.com", "/a?x=é", "example.com", "/a?x=%c3%a9")]
    public void Spellings_of_one_URL_are_one(string host, string target, string otherHost, string otherTarget) =>
        Assert.Equal(PageUrl.Of(host, target, null), PageUrl.Of(otherHost, otherTarget, null));

    [Theory]
    [InlineData("example.com", "/a", "example.org", "/a")]
    [InlineData("example.com", "/a", "example.com:8080", "/a")]
    [InlineData("example.com", "/a", "example.com", "/b")]
    [InlineData("example.com", "/a", "example.com", "/a?x=1")]
    [InlineData("example.com", "/a?x=1", "example.com", "/a?x=2")]
    [InlineData("example.com", "/a?x=A", "example.com", "/a?x=a")]
    public void Other_URLs_are_others(string host, string target, string otherHost, string otherTarget) =>
        Assert.NotEqual(PageUrl.Of(host, target, null), PageUrl.Of(otherHost, otherTarget, null));

    [Theory]
    [InlineData("/b", "/b")]
    [InlineData("b", "/dir/b")]
    [InlineData("../b", "/b")]
    [InlineData("?x=1", "/dir/page?x=1")]
    [InlineData("http://example.com/b", "/b")]
    [InlineData("https://EXAMPLE.com/b", "/b")]
    [InlineData("//example.com/b", "/b")]
    public void A_location_on_the_same_host_is_found(string location, string target) =>
        Assert.Equal(PageUrl.Of("example.com", target, null), PageUrl.OfLocation(Request("example.com", "/dir/page"), location, null));

    [Theory]
    [InlineData("http://example.org/b")]
    [InlineData("//example.org/b")]
    [InlineData("mailto:a@example.com")]
    [InlineData("http://example.com:8080/b")]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("http://[")]
    public void A_location_elsewhere_is_none(string? location) =>
        Assert.Null(PageUrl.OfLocation(Request("example.com", "/dir/page"), location, null));

    [Theory]
    [InlineData("[::1]:5000")]
    [InlineData("[::1]")]
    [InlineData("127.0.0.1:5000")]
    [InlineData("xn--bcher-kva.example")]
    public void A_host_of_any_kind_is_the_same_in_a_location(string host) =>
        Assert.Equal(PageUrl.Of(host, "/b", null), PageUrl.OfLocation(Request(host, "/a"), $"http://{host}/b", null));

    [Fact]
    public void A_host_with_letters_beyond_ASCII_is_the_one_that_browsers_send() =>
        Assert.Equal(PageUrl.Of("xn--bcher-kva.example", "/b", null), PageUrl.OfAbsolute("http://bücher.example/b", null));

    private static DefaultHttpContext Request(string host, string path)
    {
        var context = new DefaultHttpContext();
        context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = path;
        context.Request.Path = path;
        context.Request.Scheme = "http";
        context.Request.Host = new HostString(host);
        return context;
    }
}
