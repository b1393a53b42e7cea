using CacheKit.Documentation.Tests.Snippets;

namespace CacheKit.Documentation.Tests;

/// <summary>The pieces of C# that map the dashboard: whether it is open where the pages say so, and closed everywhere else.</summary>
public sealed class DashboardSnippetTests
{
    private const string Dashboard = "Cache dashboard", Policy = "RequireAuthorization";

    public static TheoryData<Snippet> Snippets => [.. DocumentationPages.SnippetsIn("csharp").Where(static snippet => snippet.Code.Contains("MapCacheDashboard", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Snippets))]
    public async Task In_development_it_is_there_for_everybody_whom_no_policy_refuses(Snippet snippet)
    {
        var overview = await AskAsync(snippet, Environments.Development);

        Assert.Equal(snippet.Code.Contains(Policy, StringComparison.Ordinal) ? StatusCodes.Status302Found : StatusCodes.Status200OK, overview.Status);
    }

    [Theory]
    [MemberData(nameof(Snippets))]
    public async Task Elsewhere_it_is_there_behind_a_policy_alone(Snippet snippet)
    {
        var overview = await AskAsync(snippet, Environments.Production);

        Assert.Equal(snippet.Code.Contains(Policy, StringComparison.Ordinal) ? StatusCodes.Status302Found : StatusCodes.Status404NotFound, overview.Status);
    }

    // The shop's visitors sign in: who has not is led to where that is done.
    private static async Task<Answer> AskAsync(Snippet snippet, string environment) =>
        (await SnippetRun.RunAsync(snippet, environment)).First(static answer => answer.Endpoint == Dashboard);
}
