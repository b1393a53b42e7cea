using CacheKit.Documentation.Tests.Snippets;
using Xunit.Sdk;

namespace CacheKit.Documentation.Tests;

/// <summary>What keeps a snippet from passing.</summary>
public sealed class SnippetRunTests
{
    [Fact]
    public Task A_name_that_nobody_declares() => FailsAsync<InvalidOperationException>("await cache.SetAsync(\"greeting\", Greet());");

    [Fact]
    public Task A_service_that_the_page_does_not_add() => FailsAsync<InvalidOperationException>("app.UseSession();");

    [Fact]
    public Task An_endpoint_that_fails() => FailsAsync<XunitException>("app.MapGet(\"/rates\", string () => throw new InvalidOperationException());");

    [Fact]
    public Task A_page_that_is_not_cached() => FailsAsync<XunitException>("""
        app.MapGet("/rates", (HttpContext context) => context.Response.Cookies.Append("a", "b")).CachePage(60);
        """);

    [Fact]
    public Task Another_value_than_its_comment_says() => FailsAsync<XunitException>("""
        await cache.AddAsync("visits", 0);
        long visits = await cache.IncrementAsync("visits");    // 2
        """);

    [Fact]
    public Task Another_value_than_its_comment_says_in_a_block() => FailsAsync<XunitException>("""
        if (!await cache.ContainsAsync("visits"))
            await cache.AddAsync("visits", 0);    // false: it is there
        """);

    [Fact]
    public Task A_value_that_cannot_be_compared() => FailsAsync<InvalidOperationException>("await cache.SetAsync(\"visits\", 0);    // 5 minutes by default");

    [Fact]
    public Task Tests_without_a_fact_that_can_be_run() => FailsAsync<XunitException>("""
        public sealed class CatalogueTests
        {
            [Fact]
            internal void A_product_is_looked_up_once() => Assert.Equal(42, int.Parse("42"));
        }
        """);

    [Fact]
    public Task A_fact_that_fails_later() => FailsAsync<XunitException>("""
        public sealed class CatalogueTests
        {
            [Fact]
            public async ValueTask A_product_is_looked_up_once()
            {
                await Task.Yield();
                Assert.Fail("twice");
            }
        }
        """);

    [Fact]
    public Task A_class_whose_services_are_not_there() => FailsAsync<InvalidOperationException>("public sealed class Catalogue(IFormatProvider format) { public string Show() => 7.ToString(format); }");

    [Fact]
    public async Task What_is_right_passes()
    {
        var answers = await SnippetRun.RunAsync(Of("""
            await cache.AddAsync("visits", 41, CacheTimeout.Never);    // true
            long visits = await cache.IncrementAsync("visits");        // 42, and it keeps its expiry
            string? greeting = await cache.GetAsync<string>("hello");  // null
            app.MapGet("/rates/{id:int}", (int id) => $"{id}").CachePage(60);
            """), Environments.Production);

        Assert.Equal(["/rates/7", "/rates/7"], answers.Select(static answer => answer.Path));
    }

    private static Task<TException> FailsAsync<TException>(string code)
        where TException : Exception => Assert.ThrowsAnyAsync<TException>(() => SnippetRun.RunAsync(Of(code), Environments.Production));

    private static Snippet Of(string code) => new("a-page.md", 1, "csharp", code);
}
