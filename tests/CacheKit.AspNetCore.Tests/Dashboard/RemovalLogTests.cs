using CacheKit.AspNetCore.Tests.Hosting;
using Microsoft.Extensions.Logging.Testing;

namespace CacheKit.AspNetCore.Tests.Dashboard;

/// <summary>Who removed what stands in the log, however it ended; and what has begun does not end with its browser.</summary>
public sealed class RemovalLogTests
{
    /// <summary>Every form that removes something, and what the log calls it.</summary>
    public static TheoryData<string, string, string, string> Removals { get; } = new()
    {
        { "/_cache/clear", "really", "yes", "clear the cache 'default'" },
        { "/_cache/delete", "key", "k", "delete the key 'k' of the cache 'default'" },
        { "/_cache/purge-url", "url", "/a", "purge the URL '/a'" },
        { "/_cache/purge-tag", "tag", "red", "purge the tag 'red'" },
    };

    [Theory]
    [MemberData(nameof(Removals))]
    public async Task Who_asked_for_what_and_that_it_was_done(string path, string field, string value, string action)
    {
        await using var site = await StartAsync(onBytes: false);
        await site.Services.GetRequiredService<ICache>().SetAsync("k", "value", cancellationToken: TestContext.Current.CancellationToken);
        var visitor = await EnterAsync(site);

        await visitor.PostAsync(path, ("name", "default"), (field, value));

        var record = Assert.Single(Records(site));
        Assert.Equal((LogLevel.Information, $"Cache dashboard: 'Ada' asked to {action}: done."), (record.Level, record.Message));
    }

    [Theory]
    [MemberData(nameof(Removals))]
    public async Task That_it_failed_or_was_done_in_part(string path, string field, string value, string action)
    {
        await using var site = await StartAsync(onBytes: true);
        var visitor = await EnterAsync(site);
        site.Bytes!.FailWith(new IOException("down with s3cret"));

        await visitor.PostAsync(path, ("name", "default"), (field, value));

        var record = Assert.Single(Records(site));
        Assert.Equal(LogLevel.Warning, record.Level);
        Assert.Matches($"^Cache dashboard: 'Ada' asked to {action}: (failed, .* may .*|done in part, the cache 'default' failed)\\. It failed with System\\.IO\\.IOException\\.", record.Message);
        Assert.DoesNotContain("s3cret", record.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Removals))]
    public async Task A_removal_goes_on_when_its_browser_goes_away(string path, string field, string value, string action)
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var site = await StartAsync(onBytes: true, gone);
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var visitor = await EnterAsync(site, leaving);
        var (begun, goOn) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource());
        site.Bytes!.BeforeCall = async _ =>
        {
            begun.TrySetResult();
            await goOn.Task.WaitAsync(TimeSpan.FromSeconds(60));
        };

        var asked = visitor.PostAsync(path, ("name", "default"), (field, value));
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        await gone.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        goOn.SetResult();

        await Eventually.IsTrueAsync(() => Records(site).Count > 0);
        Assert.StartsWith($"Cache dashboard: 'Ada' asked to {action}: ", Assert.Single(Records(site)).Message, StringComparison.Ordinal);
        Assert.Matches(": (done|it was not there)\\.$", Records(site)[0].Message);
    }

    [Fact]
    public async Task A_removal_that_never_ends_is_given_up_and_told()
    {
        await using var site = await StartAsync(onBytes: true);
        var visitor = await EnterAsync(site);
        site.Bytes!.ForgetCalls();
        site.Bytes.Hang();

        var asked = visitor.PostAsync("/_cache/clear", ("name", "default"));
        await Eventually.IsTrueAsync(() => site.Bytes.Calls.Count > 0);
        site.Time.Advance(TimeSpan.FromMinutes(5));
        var answer = await asked;

        Assert.Equal(503, answer.Status);
        Assert.Contains("It did not answer within 5 min. Some of its entries may be gone, others may be there.", answer.Text, StringComparison.Ordinal);
        Assert.Equal(
            "Cache dashboard: 'Ada' asked to clear the cache 'default': failed, a part of it may be gone. It did not answer within 5 min.",
            Assert.Single(Records(site)).Message);
    }

    [Fact]
    public async Task What_could_not_be_asked_for_is_told_too()
    {
        await using var site = await StartAsync(onBytes: false);
        var visitor = await EnterAsync(site);

        await visitor.PostAsync("/_cache/purge-tag", ("tag", "a*"));
        await visitor.PostAsync("/_cache/delete", ("name", "default"), ("key", "nowhere"));

        Assert.Collection(
            Records(site),
            static refused => Assert.StartsWith("Cache dashboard: 'Ada' asked to purge the tag 'a*': refused. ", refused.Message, StringComparison.Ordinal),
            static missing => Assert.Equal("Cache dashboard: 'Ada' asked to delete the key 'nowhere' of the cache 'default': it was not there.", missing.Message));
    }

    [Fact]
    public async Task Of_several_caches_that_fail_each_is_named()
    {
        await using var site = await DashboardSite.StartAsync(
            "Production",
            static app => app.MapCacheDashboard().RequireAuthorization("operators"),
            static app => app.MapGet("/other", static () => "page").CachePage(TimeSpan.FromMinutes(5), static options => options.Cache = "other"),
            new SiteSetup
            {
                OnBytes = true,
                Configuration = new() { ["Caches:other:Backend"] = "broken" },
                ServicesBefore = static services => services.AddCacheKit().AddBackend("broken", static _ => new BrokenBackend()),
            });
        var visitor = await EnterAsync(site);
        site.Bytes!.FailWith(new IOException("down"));

        var answer = await visitor.PostAsync("/_cache/purge-url", ("url", "/a"));

        Assert.DoesNotContain("the others were purged", answer.Text, StringComparison.Ordinal);
        Assert.Contains("Where others failed too, the log names them (events 2001 and 2006)", answer.Text, StringComparison.Ordinal);
        var told = string.Concat(site.Log.GetSnapshot().Where(static record => record.Id.Id is 2001 or 2071).Select(static record => record.Message));
        Assert.Contains("the cache 'default' failed", told + answer.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("'other'", told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/_cache/purge-url", "url", "/of-a-patient", "purge the URL (hidden): done.")]
    [InlineData("/_cache/purge-tag", "tag", "of-a-patient", "purge the tag (hidden): done.")]
    [InlineData("/_cache/purge-tag", "tag", "of-a-patient*", "purge the tag (hidden): refused.")]
    [InlineData("/_cache/delete", "key", "of-a-patient", "delete the key (hidden) of the cache 'default': it was not there.")]
    public async Task What_was_removed_is_hidden_where_logs_must_not_show_keys(string path, string field, string value, string action)
    {
        await using var site = await StartAsync(onBytes: false, logKeys: "false");
        var visitor = await EnterAsync(site);

        await visitor.PostAsync(path, ("name", "default"), (field, value));

        Assert.Equal($"Cache dashboard: 'Ada' asked to {action}", Assert.Single(Records(site)).Message.Trim());
    }

    private static Task<TestSite> StartAsync(bool onBytes, TaskCompletionSource? gone = null, string logKeys = "true") => DashboardSite.StartAsync(
        "Production",
        app =>
        {
            if (gone is not null)
            {
                app.Use((context, next) =>
                {
                    context.RequestAborted.Register(() => gone.TrySetResult());
                    return next(context);
                });
            }

            app.MapCacheDashboard().RequireAuthorization("operators");
        },
        setup: new SiteSetup { OnBytes = onBytes, Configuration = new() { ["Caches:default:Backend"] = "locmem", ["Caches:default:Options:LogKeys"] = logKeys } });

    private static async Task<DashboardVisitor> EnterAsync(TestSite site, CancellationTokenSource? leaving = null)
    {
        var visitor = new DashboardVisitor(site) { User = "Ada", Patience = leaving?.Token ?? TestContext.Current.CancellationToken };
        await visitor.GetAsync("/_cache/pages");
        return visitor;
    }

    private static List<FakeLogRecord> Records(TestSite site) => [.. site.Log.GetSnapshot().Where(static record => record.Id.Id == 2071)];
}
