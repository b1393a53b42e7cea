using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using CacheKit.AspNetCore.PageCache.Keys;
using CacheKit.AspNetCore.PageCache.Marks;
using CacheKit.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.AspNetCore.Tests.PageCache.Marks;

/// <summary>Pages known to be nobody else's: what they are spared, and what becomes of them when they may be stored after all.</summary>
public sealed class UncacheablePagesTests
{
    private static readonly byte[] _page = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 5000).Select(static number => $"line {number}\n")));

    [Fact]
    public async Task A_removal_while_it_is_made_keeps_it_from_being_stored()
    {
        var made = new Counted();
        await using var site = await TestSite.StartAsync(app => app.MapGet("/", async (HttpContext context, IPageCache pages) =>
        {
            SetPrivate(context, made.Next() == 1);
            if (made.Count == 2)
                await pages.RemoveAsync("/", context);
            return "page";
        }));

        Assert.Equal(PageCacheOutcome.CacheControl, await site.OutcomeOfAsync("/"));
        Assert.Equal(PageCacheOutcome.Removed, await site.OutcomeOfAsync("/"));
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/"));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task So_does_the_removal_of_a_tag(bool ofEndpoint)
    {
        var made = new Counted();
        await using var site = await TestSite.StartAsync(app => app.MapGet("/", async (HttpContext context, IPageCache pages) =>
        {
            SetPrivate(context, made.Next() == 1);
            if (made.Count == 2)
                await pages.RemoveByTagAsync("tag");
            if (!ofEndpoint)
                context.AddPageTags("tag");
            return "page";
        }).CachePage(TimeSpan.FromMinutes(1), options => options.Tags = ofEndpoint ? "tag" : null));

        Assert.Equal(PageCacheOutcome.CacheControl, await site.OutcomeOfAsync("/"));
        Assert.Equal(PageCacheOutcome.Removed, await site.OutcomeOfAsync("/"));
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/"));
    }

    [Fact]
    public async Task What_a_client_that_has_left_did_not_wait_for_is_not_stored()
    {
        var made = new Counted();
        await using var site = await TestSite.StartAsync(app => app.MapGet("/", async context =>
        {
            SetPrivate(context, made.Next() == 1);
            await context.Response.WriteAsync("begun");
            if (made.Count != 2)
                return;
            await context.Response.Body.FlushAsync();
            // As code that stops in silence when it is told to.
            var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var registration = context.RequestAborted.Register(end.SetResult);
            await end.Task;
        }));
        Assert.Equal(PageCacheOutcome.CacheControl, await site.OutcomeOfAsync("/"));

        using (var client = await RawClient.ConnectAsync(site.Address))
        {
            await client.WriteAsync($"GET / HTTP/1.1\r\nHost: {site.Address.Authority}\r\n\r\n");
            await client.ReadUntilAsync("begun");
            client.Abort();
        }

        Assert.Equal(PageCacheOutcome.Incomplete, await site.OutcomeAsync());
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/"));
    }

    [Fact]
    public async Task It_is_stored_for_what_the_request_was_before_the_application_changed_it()
    {
        var made = new Counted();
        await using var site = await TestSite.StartAsync(app => app.MapGet("/", context =>
        {
            SetPrivate(context, made.Next() == 1);
            context.Response.Headers.Vary = "X-A";
            context.Request.Headers["X-A"] = "2";
            return context.Response.WriteAsync("page");
        }));
        await site.OutcomeOfAsync("/", ("X-A", "1"));

        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/", ("X-A", "1")));
        Assert.Equal(PageCacheOutcome.Hit, await site.OutcomeOfAsync("/", ("X-A", "1")));
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/", ("X-A", "2")));
    }

    [Theory]
    [InlineData("write")]
    [InlineData("pieces")]
    [InlineData("start")]
    [InlineData("pipe")]
    [InlineData("unflushed")]
    [InlineData("synchronously")]
    [InlineData("file")]
    public async Task However_it_is_written_it_arrives_whole_and_is_stored_as_soon_as_it_may_be(string how)
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "page.txt");
        await File.WriteAllBytesAsync(file, _page, TestContext.Current.CancellationToken);
        var made = new Counted();
        await using var site = await TestSite.StartAsync(app => app.MapGet("/", context =>
        {
            SetPrivate(context, made.Next() <= 2);
            return WriteAsync(context, how, file);
        }));
        var expected = Encoding.ASCII.GetString(_page);

        foreach (var outcome in new[] { PageCacheOutcome.CacheControl, PageCacheOutcome.CacheControl, PageCacheOutcome.Stored, PageCacheOutcome.Hit })
        {
            Assert.Equal(expected, await site.GetAsync("/"));
            Assert.Equal(outcome, await site.OutcomeAsync());
        }
    }

    [Fact]
    public async Task Its_bytes_pass_without_being_copied()
    {
        var passed = new List<byte[]?>();
        await using var site = await TestSite.StartAsync(new SiteSetup
        {
            Pipeline = app =>
            {
                app.Use((context, next) =>
                {
                    var body = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
                    context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(new NotingStream(body.Stream, passed), body));
                    return next(context);
                });
                app.UseSiteCache();
                app.MapGet("/", context =>
                {
                    SetPrivate(context, isPrivate: true);
                    return context.Response.Body.WriteAsync(_page).AsTask();
                });
            },
        });

        await site.GetAsync("/");
        Assert.DoesNotContain(_page, passed);
        await site.GetAsync("/");
        Assert.Contains(_page, passed);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task One_refused_many_times_in_a_row_is_looked_at_ten_times_a_second(bool onBytes)
    {
        var made = new Counted();
        await using var site = await TestSite.StartAsync(new SiteSetup
        {
            OnBytes = onBytes,
            Pipeline = app =>
            {
                app.UseSiteCache();
                app.MapGet("/", context =>
                {
                    SetPrivate(context, made.Next() <= PageMark.Enough);
                    return context.Response.WriteAsync("page");
                });
            },
        });
        for (var request = 0; request < PageMark.Enough; request++)
            Assert.Equal(PageCacheOutcome.CacheControl, await site.OutcomeOfAsync("/"));

        Assert.Equal("page", await site.GetAsync("/"));
        Assert.Equal(PageCacheOutcome.CacheControl, await site.OutcomeAsync());
        site.Time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/"));
        Assert.Equal(PageCacheOutcome.Hit, await site.OutcomeOfAsync("/"));
    }

    [Fact]
    public async Task Who_wants_only_what_is_stored_of_it_gets_nothing()
    {
        await using var site = await TestSite.StartAsync(app => app.MapGet("/", context =>
        {
            SetPrivate(context, isPrivate: true);
            return context.Response.WriteAsync("page");
        }));
        for (var request = 0; request <= PageMark.Enough; request++)
            await site.OutcomeOfAsync("/");

        Assert.Equal(PageCacheOutcome.OnlyIfCached, await site.OutcomeOfAsync("/", ("Cache-Control", "only-if-cached")));
    }

    [Fact]
    public void A_page_that_takes_long_to_make_is_looked_at_each_time()
    {
        var marks = new UncacheablePages(new FakeTimeProvider());
        var page = new PageKey("page");
        for (var request = 0; request <= PageMark.Enough; request++)
            marks.Add(page);

        Assert.True(marks.Contains(page));
        Assert.False(marks.IsSettled(page, out _));
    }

    [Fact]
    public void A_mark_lives_for_its_time_from_when_it_was_last_set()
    {
        var time = new FakeTimeProvider();
        var marks = new UncacheablePages(time);
        var page = new PageKey("page");

        marks.Add(page);
        time.Advance(TimeSpan.FromSeconds(9));
        marks.Add(page);
        time.Advance(TimeSpan.FromSeconds(9));
        Assert.True(marks.Contains(page));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(marks.Contains(page));
    }

    private static void SetPrivate(HttpContext context, bool isPrivate)
    {
        if (isPrivate)
            context.Response.Headers.CacheControl = "private";
    }

    private static async Task WriteAsync(HttpContext context, string how, string file)
    {
        var response = context.Response;
        switch (how)
        {
            case "write":
                await response.Body.WriteAsync(_page);
                break;
            case "pieces":
                foreach (var piece in _page.Chunk(1000))
                    await response.Body.WriteAsync(piece);
                break;
            case "start":
                await response.StartAsync();
                await response.Body.WriteAsync(_page);
                break;
            case "pipe":
                response.BodyWriter.Write(_page.AsSpan(0, 100));
                await response.BodyWriter.FlushAsync();
                await response.BodyWriter.WriteAsync(_page.AsMemory(100));
                break;
            case "unflushed":
                response.BodyWriter.Write(_page);
                break;
            case "synchronously":
                context.Features.GetRequiredFeature<IHttpBodyControlFeature>().AllowSynchronousIO = true;
                response.Body.Write(_page);
                break;
            default:
                await response.SendFileAsync(file);
                break;
        }
    }

    /// <summary>Notes the arrays that are written to it.</summary>
    private sealed class NotingStream(Stream inner, List<byte[]?> passed) : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            passed.Add(MemoryMarshal.TryGetArray(buffer, out var array) ? array.Array : null);
            return inner.WriteAsync(buffer, cancellationToken);
        }

        public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);
    }
}
