using System.Text.RegularExpressions;

namespace CacheKit.Documentation.Tests.Snippets;

/// <summary>Somebody who asks each endpoint of a running application twice: it answers, and what is cached comes from the cache.</summary>
internal static partial class Visitor
{
    // What the page itself says is not cached, or what CacheKit says of such endpoints.
    private static readonly string[] _notAsked = [nameof(PageCacheOutcome.Excluded), nameof(PageCacheOutcome.LeftAlone), nameof(PageCacheOutcome.NotAsked)];

    public static async Task<IReadOnlyList<Answer>> VisitAsync(WebApplication app)
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new(app.Urls.First()) };
        var answers = new List<Answer>();
        foreach (var endpoint in ((IEndpointRouteBuilder)app).DataSources.SelectMany(static source => source.Endpoints).OfType<RouteEndpoint>().Where(AnswersGet))
        {
            string path = "/" + Parameter().Replace(endpoint.RoutePattern.RawText!, "7").TrimStart('/');
            answers.Add(await AskAsync(client, endpoint, path));
            var second = await AskAsync(client, endpoint, path);
            answers.Add(second);
            if (second is { Status: StatusCodes.Status200OK, CacheStatus: { } said } && !_notAsked.Any(said.EndsWith))
                Assert.True(said.Contains("; hit", StringComparison.Ordinal), $"{path} does not come from the cache when it is asked for again: {said}");
        }

        return answers;
    }

    private static bool AnswersGet(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods is not { Count: > 0 } methods || methods.Contains(HttpMethods.Get);

    private static async Task<Answer> AskAsync(HttpClient client, RouteEndpoint endpoint, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Host = "example.com" } };
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        string? said = response.Headers.TryGetValues("Cache-Status", out var values) ? values.Single() : null;
        var answer = new Answer(endpoint.DisplayName, path, (int)response.StatusCode, said);
        Assert.True(answer.Status < StatusCodes.Status500InternalServerError, $"{path} answers {answer.Status}: {await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}");
        return answer;
    }

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();
}
