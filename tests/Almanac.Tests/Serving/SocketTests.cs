using System.Globalization;
using System.Net;
using System.Text;

namespace Almanac.Tests.Serving;

public sealed class SocketTests(ListeningSite site) : IClassFixture<ListeningSite>
{
    [Fact]
    public async Task HEAD_has_the_fields_of_GET_and_no_body()
    {
        using var connection = await site.ConnectAsync();
        await connection.RequestAsync("GET /about");
        var got = await connection.ReadAsync();

        await connection.RequestAsync("HEAD /about");
        var head = await connection.ReadAsync(withoutBody: true);
        await connection.RequestAsync("GET /nowhere", "Connection: close");
        var next = await connection.ReadAsync();

        Assert.Equal((200, 200), (got.Status, head.Status));
        Assert.Equal(got.Field("Content-Type"), head.Field("Content-Type"));
        // Had HEAD brought a body, the next answer would not begin where it should.
        Assert.Equal(404, next.Status);
    }

    [Fact]
    public async Task Requests_sent_in_one_go_are_answered_in_order()
    {
        using var connection = await site.ConnectAsync();

        await connection.WriteAsync(string.Concat(
            ((string[])["CH", "FR", "JP"]).Select(code => $"GET /api/territories/{code} HTTP/1.1\r\nHost: localhost\r\n\r\n")));

        var answers = new List<RawAnswer> { await connection.ReadAsync(), await connection.ReadAsync(), await connection.ReadAsync() };
        Assert.Equal(["Switzerland", "France", "Japan"], answers.Select(answer => (string)System.Text.Json.Nodes.JsonNode.Parse(answer.Body)!["facts"]!["name"]!));
    }

    [Fact]
    public async Task The_body_is_UTF_8_without_a_mark()
    {
        using var connection = await site.ConnectAsync();

        await connection.RequestAsync("GET /territory/JP", "Accept-Language: ja");
        var answer = await connection.ReadAsync();

        Assert.StartsWith("<!DOCTYPE html>", answer.Body, StringComparison.Ordinal);
        Assert.Contains("<h1>日本</h1>", Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(answer.Body)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_time_that_the_server_took_stands_in_one_field()
    {
        using var connection = await site.ConnectAsync();

        await connection.RequestAsync("GET /about");
        var answer = await connection.ReadAsync();

        var duration = answer.Field("Server-Timing")!.Split(',').Select(metric => metric.Trim()).Single(metric => metric.StartsWith("total;dur=", StringComparison.Ordinal));
        Assert.InRange(double.Parse(duration["total;dur=".Length..], CultureInfo.InvariantCulture), 0, 60_000);
    }

    [Fact]
    public async Task A_form_larger_than_any_of_the_site_s_is_refused()
    {
        using var visitor = site.Welcome("en");

        var answer = await visitor.SubmitAsync(await visitor.OpenAsync("/sign-in"), ("Name", new string('a', 100_000)));

        Assert.Equal((HttpStatusCode.BadRequest, "400"), (answer.Status, answer.TextOf(".status")));
    }

    [Fact]
    public async Task A_whole_visit_works_over_the_wire()
    {
        using var visitor = site.Welcome("en");

        await visitor.SignInAsync("Ada");
        await visitor.SignGuestbookAsync("CH", "Grüezi");
        var page = await visitor.OpenAsync("/territory/CH");

        Assert.Equal(("Ada", "Grüezi"), (page.TextOf(".account"), page.TextOf(".entries blockquote")));
    }
}
