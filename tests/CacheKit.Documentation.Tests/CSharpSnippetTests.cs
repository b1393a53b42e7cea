using CacheKit.Documentation.Tests.Snippets;
using CacheKit.TestServers;

namespace CacheKit.Documentation.Tests;

/// <summary>Every piece of C# on the pages.</summary>
public sealed class CSharpSnippetTests
{
    // Most of its blocks are pieces of a backend and its test, which are compiled and run as a whole beside the core.
    private const string OfAWhole = "docs/writing-a-backend.md";

    // Where the pages say that a memcached runs.
    private const string MemcachedOnPages = "localhost:11211";

    public static TheoryData<Snippet> Snippets => [.. DocumentationPages.SnippetsIn("csharp").Where(static snippet => snippet.Page != OfAWhole || snippet.Code.StartsWith("builder.", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Snippets))]
    public async Task It_compiles_and_runs(Snippet snippet)
    {
        if (!snippet.Code.Contains(MemcachedOnPages, StringComparison.Ordinal))
        {
            await SnippetRun.RunAsync(snippet, Environments.Production);
            return;
        }

        await using var server = await MemcachedServer.StartNewAsync(new());
        await SnippetRun.RunAsync(snippet with { Code = snippet.Code.Replace(MemcachedOnPages, server.Location, StringComparison.Ordinal) }, Environments.Production);
    }
}
