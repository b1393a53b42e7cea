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

    [Theory]
    [InlineData("/territory/FR")]
    [InlineData("/languages/fr")]
    [InlineData("/api/territories")]
    public async Task A_page_out_of_the_cache_is_the_same_byte_for_byte(string path)
    {
        using var connection = await site.ConnectAsync();
        await connection.RequestAsync($"GET {path}", "Accept-Language: fr");
        var made = await connection.ReadAsync();

        await connection.RequestAsync($"GET {path}", "Accept-Language: fr");
        var cached = await connection.ReadAsync();

        Assert.Contains("cache;desc=\"hit\"", cached.Field("Server-Timing"), StringComparison.Ordinal);
        Assert.Equal(made.Body, cached.Body);
        Assert.Equal(cached.Body.Length.ToString(CultureInfo.InvariantCulture), cached.Field("Content-Length"));
        // Those that tell of this answer alone, how the bytes are packed, and what is known of a page only when it is complete.
        string[] own = ["Age", "Server-Timing", "Content-Length", "Transfer-Encoding", "ETag", "Accept-Ranges"];
        Assert.NotNull(cached.Field("ETag"));
        Assert.Equal(Lasting(made), Lasting(cached));

        IEnumerable<string> Lasting(RawAnswer answer) =>
            answer.Fields.Where(line => !own.Contains(line.Split(':')[0], StringComparer.OrdinalIgnoreCase)).Order(StringComparer.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task HEAD_out_of_the_cache_has_the_length_and_no_body()
    {
        using var connection = await site.ConnectAsync();
        await connection.RequestAsync("GET /territory/BE");
        var made = await connection.ReadAsync();

        await connection.RequestAsync("HEAD /territory/BE");
        var head = await connection.ReadAsync(withoutBody: true);
        await connection.RequestAsync("GET /nowhere", "Connection: close");
        var next = await connection.ReadAsync();

        Assert.Equal(made.Body.Length.ToString(CultureInfo.InvariantCulture), head.Field("Content-Length"));
        Assert.Equal(404, next.Status);
    }

    [Fact]
    public async Task Addresses_that_only_look_alike_are_different_pages()
    {
        using var connection = await site.ConnectAsync();
        await connection.RequestAsync("GET /?q=sweden");
        await connection.ReadAsync();

        foreach (var path in (string[])["/?q=norway", "/?q=sweden&q=norway", "/?Q=norway", "/?q=swede%6E%20x", "/?q=", "/?", "/?q=sweden%00"])
        {
            await connection.RequestAsync("GET " + path);
            var answer = await connection.ReadAsync();
            Assert.DoesNotContain("cache;desc=\"hit\"", answer.Field("Server-Timing"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_visitor_who_leaves_in_the_middle_leaves_no_half_page()
    {
        for (var turn = 0; turn < 20; turn++)
        {
            using var hasty = await site.ConnectAsync();
            await hasty.RequestAsync("GET /rankings/languages");
        }

        using var connection = await site.ConnectAsync();
        await connection.RequestAsync("GET /rankings/languages");
        var answer = await connection.ReadAsync();

        Assert.Equal(200, answer.Status);
        Assert.EndsWith("</html>", answer.Body.TrimEnd(), StringComparison.Ordinal);
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

        Assert.Equal(("Ada", "Grüezi"), (page.TextOf(".account bdi"), page.TextOf(".entries blockquote")));
    }
}
