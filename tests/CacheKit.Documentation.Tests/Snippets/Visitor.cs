using System.Text.RegularExpressions;

namespace CacheKit.Documentation.Tests.Snippets;

/// <summary>
/// Somebody who asks each endpoint of a running application, and its pages twice: all of them answer, and a page that is cached
/// comes from the cache the second time.
/// </summary>
internal static partial class Visitor
{
    // What the page itself says is not cached, or what CacheKit says of such endpoints.
    private static readonly string[] _notAsked = [nameof(PageCacheOutcome.Excluded), nameof(PageCacheOutcome.LeftAlone), nameof(PageCacheOutcome.NotAsked)];

    public static async Task<IReadOnlyList<Answer>> VisitAsync(WebApplication app)
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new(app.Urls.First()) };
        var answers = new List<Answer>();
        foreach (var endpoint in ((IEndpointRouteBuilder)app).DataSources.SelectMany(static source => source.Endpoints).OfType<RouteEndpoint>())
        {
            string path = "/" + Parameter().Replace(endpoint.RoutePattern.RawText!, "7").TrimStart('/');
            var method = new HttpMethod(endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods is [var first, ..] ? first : HttpMethods.Get);
            answers.Add(await AskAsync(client, method, endpoint, path));
            if (method != HttpMethod.Get)
                continue;
            var second = await AskAsync(client, method, endpoint, path);
            answers.Add(second);
            if (second is { Status: StatusCodes.Status200OK, CacheStatus: { } said } && !_notAsked.Any(said.EndsWith))
                Assert.True(said.Contains("; hit", StringComparison.Ordinal), $"{path} does not come from the cache when it is asked for again: {said}");
        }

        return answers;
    }

    private static async Task<Answer> AskAsync(HttpClient client, HttpMethod method, RouteEndpoint endpoint, string path)
    {
        using var request = new HttpRequestMessage(method, path) { Headers = { Host = "example.com" } };
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        string? said = response.Headers.TryGetValues("Cache-Status", out var values) ? values.Single() : null;
        var answer = new Answer(endpoint.DisplayName, path, (int)response.StatusCode, said);
        Assert.True(answer.Status < StatusCodes.Status500InternalServerError, $"{method} {path} answers {answer.Status}: {await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}");
        return answer;
    }

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();
}
