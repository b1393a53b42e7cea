using CacheKit.AspNetCore.Dashboard.Inspection;
using CacheKit.AspNetCore.Tests.Hosting;

namespace CacheKit.AspNetCore.Tests.Dashboard;

/// <summary>A server that is away costs a notice, not the page.</summary>
public sealed class DeadBackendTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/_cache/key?name=default&key=k", "The key cannot be read: It failed with System.IO.IOException.")]
    [InlineData("/_cache/cache?name=default", "None since the figures began.")]
    [InlineData("/_cache", "<h1>Caches</h1>")]
    [InlineData("/_cache/pages", "cannot list its keys")]
    [InlineData("/_cache/keys?name=default", "cannot list its keys")]
    public async Task A_page_says_what_is_the_matter(string path, string expected)
    {
        await using var site = await DashboardSite.StartAsync(setup: new SiteSetup { OnBytes = true });
        site.Bytes!.FailWith(new IOException("down"));

        var answer = await new DashboardVisitor(site).GetAsync(path);

        Assert.Equal(200, answer.Status);
        Assert.Contains(expected, answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_waited_for_a_while()
    {
        await using var site = await DashboardSite.StartAsync(setup: new SiteSetup { OnBytes = true });
        site.Bytes!.Hang();

        var asked = new DashboardVisitor(site).GetAsync("/_cache/key?name=default&key=k");
        await Eventually.IsTrueAsync(() => site.Bytes.Calls.Count > 0);
        site.Time.Advance(TimeSpan.FromSeconds(5));
        var answer = await asked;

        Assert.Equal(200, answer.Status);
        Assert.Contains("It did not answer within 5 s.", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_fails_when_nobody_waits_for_it_any_more_is_no_unobserved_failure()
    {
        var unobserved = 0;
        void Count(object? sender, UnobservedTaskExceptionEventArgs e)
        {
            // Nobody else in this process throws one.
            if (e.Exception.ToString().Contains(nameof(DriveNotFoundException), StringComparison.Ordinal))
                Interlocked.Increment(ref unobserved);
        }

        await using var site = await DashboardSite.StartAsync(setup: new SiteSetup { OnBytes = true });
        TaskScheduler.UnobservedTaskException += Count;
        try
        {
            for (var time = 0; time < 5; time++)
                await AskInVainAsync(site);
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= Count;
        }

        Assert.Equal(0, unobserved);
    }

    [Fact]
    public async Task What_could_not_be_removed_is_told()
    {
        await using var site = await DashboardSite.StartAsync(setup: new SiteSetup { OnBytes = true });
        var visitor = new DashboardVisitor(site);
        await visitor.GetAsync("/_cache/clear?name=default");
        site.Bytes!.FailWith(new IOException("down"));

        foreach (var (path, field, value, expected) in ((string, string, string, string)[])
        [
            ("/_cache/clear", "name", "default", "The cache may not have been cleared"),
            ("/_cache/delete", "name", "default", "The key may not have been deleted"),
            ("/_cache/purge-url", "url", "/a", "Not everything was purged"),
            ("/_cache/purge-tag", "tag", "red", "Not everything was purged"),
        ])
        {
            var answer = await visitor.PostAsync(path, (field, value), ("key", "k"));
            Assert.Equal((path, 503), (path, answer.Status));
            Assert.Contains(expected, answer.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_open_circuit_is_shown_and_its_server_not_asked()
    {
        await using var site = await DashboardSite.StartAsync(setup: new SiteSetup { OnBytes = true, IsOutage = static failure => failure is IOException });
        await new DashboardVisitor(site).GetAsync("/_cache");
        site.Bytes!.FailWith(new IOException("down"));
        for (var call = 0; call < 5; call++)
            await Assert.ThrowsAsync<CacheBackendException>(async () => await site.Services.GetRequiredService<ICache>().GetAsync<string>("k", Token));
        site.Bytes.ForgetCalls();

        var answer = await new DashboardVisitor(site).GetAsync("/_cache/cache?name=default");

        Assert.Contains("away, circuit open", answer.Text, StringComparison.Ordinal);
        Assert.Contains("open: calls fail at once until the server answers", answer.Text, StringComparison.Ordinal);
        Assert.Contains("<td data-label=\"Operation\">get</td><td class=\"n\" data-label=\"Times\">5</td>", answer.Html, StringComparison.Ordinal);
        Assert.Empty(site.Bytes.Calls);
    }

    [Fact]
    public async Task Calls_that_an_open_circuit_refuses_are_listed_with_its_outage()
    {
        await using var site = await DashboardSite.StartAsync(setup: new SiteSetup { OnBytes = true, IsOutage = static failure => failure is IOException });
        await new DashboardVisitor(site).GetAsync("/_cache");
        site.Bytes!.FailWith(new IOException("down"));
        for (var call = 0; call < 8; call++)
            await Assert.ThrowsAsync<CacheBackendException>(async () => await site.Services.GetRequiredService<ICache>().GetAsync<string>("k", Token));

        var answer = await new DashboardVisitor(site).GetAsync("/_cache/cache?name=default");

        Assert.Contains("<td data-label=\"Operation\">get</td><td class=\"n\" data-label=\"Times\">8</td>", answer.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("BrokenCircuitException", answer.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_purged_later_is_told_as_such()
    {
        await using var site = await DashboardSite.StartAsync(setup: new SiteSetup { OnBytes = true, IsOutage = static failure => failure is IOException });
        var visitor = new DashboardVisitor(site);
        await visitor.GetAsync("/_cache/pages");
        site.Bytes!.FailWith(new IOException("down"));

        var answer = await visitor.PostAsync("/_cache/purge-url", ("url", "/a"));

        Assert.Equal(503, answer.Status);
        Assert.Contains("What could not be removed is removed before anything is read from it again.", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/_cache/cache?name=nowhere")]
    [InlineData("/_cache/keys?name=nowhere")]
    [InlineData("/_cache/key?name=nowhere&key=k")]
    [InlineData("/_cache/pages?name=nowhere")]
    [InlineData("/_cache/clear?name=nowhere")]
    public async Task A_cache_that_is_not_configured_is_not_found(string path)
    {
        await using var site = await DashboardSite.StartAsync();

        var answer = await new DashboardVisitor(site).GetAsync(path);

        Assert.Equal(404, answer.Status);
        Assert.Contains("There is no cache 'nowhere'.", answer.Text, StringComparison.Ordinal);
    }

    // The backend does not look at its token: it fails long after the page was sent.
    private static async Task AskInVainAsync(TestSite site)
    {
        var fail = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var asking = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var caches = site.Services.GetRequiredService<DashboardCaches>();
        var answering = caches.AskAsync(caches.Find("default")!, Fail, Token);
        await asking.Task;
        site.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("It did not answer within 5 s.", (await answering).Problem);
        fail.SetResult();
        await Task.Yield();

        async Task<bool> Fail(CancellationToken cancellationToken)
        {
            asking.SetResult();
            await fail.Task;
            throw new DriveNotFoundException();
        }
    }
}
