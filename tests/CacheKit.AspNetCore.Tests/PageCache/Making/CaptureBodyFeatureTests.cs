using System.Buffers;
using System.Text;
using CacheKit.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace CacheKit.AspNetCore.Tests.PageCache.Making;

/// <summary>The copy that is made of a page on its way: what reaches the client, and what is kept.</summary>
public sealed class CaptureBodyFeatureTests
{
    public static TheoryData<string> WaysToWrite => ["stream", "writer", "advance", "unflushed", "mixed", "write-once", "begin-and-end", "file", "start-first", "complete"];

    [Theory, MemberData(nameof(WaysToWrite))]
    public async Task However_a_page_is_written_it_is_served_as_it_was_made(string way)
    {
        var made = new Counted();
        await using var site = await TestSite.StartAsync(app => app.MapGet("/", async context =>
        {
            made.Next();
            context.Response.ContentType = "text/plain";
            await WriteAsync(context, way);
        }));

        var first = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1");
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeAsync());
        var hit = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1");

        Assert.Equal(PageCacheOutcome.Hit, await site.OutcomeAsync());
        Assert.Equal(1, made.Count);
        Assert.Equal(first.ReplayedLines(), hit.ReplayedLines());
        Assert.Equal(Text, first.Text);
        Assert.Equal(Text, hit.Text);
        Assert.Equal(Text.Length.ToString(System.Globalization.CultureInfo.InvariantCulture), hit.Header("Content-Length"));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task What_is_flushed_reaches_the_client_before_the_page_is_complete(bool throughWriter)
    {
        var clientHasFirst = new TaskCompletionSource();
        await using var site = await TestSite.StartAsync(app => app.MapGet("/", async context =>
        {
            if (throughWriter)
            {
                context.Response.BodyWriter.Write("first"u8);
                await context.Response.BodyWriter.FlushAsync();
            }
            else
            {
                await context.Response.Body.WriteAsync("first"u8.ToArray());
            }

            await clientHasFirst.Task.WaitAsync(TestContext.Current.CancellationToken);
            await context.Response.WriteAsync("second");
        }));

        using var client = await RawClient.ConnectAsync(site.Address);
        await client.WriteAsync("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        await client.ReadUntilAsync("first");
        clientHasFirst.SetResult();
        Assert.Contains("second", await client.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_flush_before_any_byte_sends_the_headers()
    {
        var clientHasHeaders = new TaskCompletionSource();
        await using var site = await TestSite.StartAsync(app => app.MapGet("/", async context =>
        {
            await context.Response.Body.FlushAsync();
            Assert.True(context.Response.HasStarted);
            await clientHasHeaders.Task.WaitAsync(TestContext.Current.CancellationToken);
            await context.Response.WriteAsync("page");
        }));

        using var client = await RawClient.ConnectAsync(site.Address);
        await client.WriteAsync("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        await client.ReadUntilAsync("\r\n\r\n");
        clientHasHeaders.SetResult();
        Assert.Contains("page", await client.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("stream")]
    [InlineData("writer")]
    [InlineData("advance")]
    [InlineData("file")]
    public async Task A_page_over_the_limit_is_sent_whole_and_not_stored(string way)
    {
        await using var site = await TestSite.StartAsync(
            app => app.MapGet("/", context => WriteAsync(context, way)),
            new() { Options = static options => options.MaximumBodySize = Text.Length - 1 });

        var response = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1");

        Assert.Equal(Text, response.Text);
        Assert.Equal(PageCacheOutcome.TooLarge, await site.OutcomeAsync());
    }

    [Fact]
    public async Task A_page_of_exactly_the_limit_is_stored()
    {
        await using var site = await TestSite.StartAsync(
            static app => app.MapGet("/", static context => WriteAsync(context, "stream")),
            new() { Options = static options => options.MaximumBodySize = Text.Length });

        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/"));
    }

    [Fact]
    public async Task A_large_page_in_many_pieces_is_stored_byte_for_byte()
    {
        var page = new byte[700_000];
        new Random(7).NextBytes(page);
        await using var site = await TestSite.StartAsync(app => app.MapGet("/", async context =>
        {
            var random = new Random(8);
            for (var at = 0; at < page.Length;)
            {
                var piece = Math.Min(random.Next(1, 9000), page.Length - at);
                if (random.Next(2) == 0)
                    await context.Response.Body.WriteAsync(page.AsMemory(at, piece));
                else
                    context.Response.BodyWriter.Write(page.AsSpan(at, piece));
                at += piece;
            }
        }));

        var first = await site.Client.GetByteArrayAsync("/", TestContext.Current.CancellationToken);
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeAsync());
        var hit = await site.Client.GetByteArrayAsync("/", TestContext.Current.CancellationToken);

        Assert.Equal(page, first);
        Assert.Equal(page, hit);
    }

    [Fact]
    public async Task Synchronous_writes_work_where_the_server_allows_them()
    {
        await using var site = await TestSite.StartAsync(
            static app => app.MapGet("/", static context =>
            {
                context.Response.Body.Write("ab"u8);
                context.Response.Body.Flush();
                context.Response.Body.Write("cd"u8);
                return Task.CompletedTask;
            }),
            new() { Services = static services => services.Configure<KestrelServerOptions>(static options => options.AllowSynchronousIO = true) });

        Assert.Equal("abcd", await site.GetAsync("/"));
        Assert.Equal("abcd", await site.GetAsync("/"));
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeAsync());
        Assert.Equal(PageCacheOutcome.Hit, await site.OutcomeAsync());
    }

    [Fact]
    public async Task A_synchronous_write_that_the_server_refuses_leaves_nothing_in_the_copy()
    {
        await using var site = await TestSite.StartAsync(static app => app.MapGet("/", static async context =>
        {
            Assert.Throws<InvalidOperationException>(() => context.Response.Body.Write("ab"u8));
            await context.Response.WriteAsync("ab");
        }));

        Assert.Equal("ab", await site.GetAsync("/"));
        Assert.Equal(PageCacheOutcome.Incomplete, await site.OutcomeAsync());
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task An_empty_page_is_not_started_by_us_and_is_stored_when_the_response_has_ended(bool onBytes)
    {
        var made = new Counted();
        await using var site = await TestSite.StartAsync(
            app => app.MapGet("/", (HttpResponse response) =>
            {
                made.Next();
                response.Headers["X-Page"] = "empty";
            }),
            new() { OnBytes = onBytes });

        var first = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1");
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeAsync());
        var hit = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1");

        Assert.Equal("0", first.Header("Content-Length"));
        Assert.Equal("0", hit.Header("Content-Length"));
        Assert.Equal(first.ReplayedLines(), hit.ReplayedLines());
        Assert.Equal(1, made.Count);
    }

    [Fact]
    public async Task Status_code_pages_outside_still_fill_an_empty_error()
    {
        await using var site = await TestSite.StartAsync(new SiteSetup
        {
            Pipeline = static app =>
            {
                app.UseStatusCodePages("text/plain", "status {0}");
                app.UseSiteCache();
                app.MapGet("/", static () => Results.NotFound());
            },
        });

        Assert.Equal("status 404", await site.GetAsync("/"));
    }

    [Fact]
    public async Task Status_code_pages_that_run_the_pipeline_again_pass_through()
    {
        var made = new Counted();
        await using var site = await TestSite.StartAsync(new SiteSetup
        {
            Pipeline = app =>
            {
                app.UseStatusCodePagesWithReExecute("/error");
                app.UseRouting();
                app.UseSiteCache();
                app.MapGet("/error", () => made.Page("error"));
            },
        });

        Assert.Equal("error 1", await site.GetAsync("/missing"));
        Assert.Equal("error 2", await site.GetAsync("/missing"));
        Assert.Equal("error 3", await site.GetAsync("/error"));
        Assert.Equal("error 3", await site.GetAsync("/error"));
    }

    [Fact]
    public async Task A_layer_outside_that_buffers_gets_the_page_and_it_is_stored_as_we_saw_it()
    {
        var made = new Counted();
        await using var site = await TestSite.StartAsync(new SiteSetup
        {
            Pipeline = app =>
            {
                app.Use(static async (context, next) =>
                {
                    var body = context.Response.Body;
                    using var buffer = new MemoryStream();
                    context.Response.Body = buffer;
                    await next(context);
                    context.Response.Body = body;
                    context.Response.ContentLength = null;
                    await context.Response.WriteAsync($"[{Encoding.UTF8.GetString(buffer.ToArray())}]");
                });
                app.UseSiteCache();
                app.MapGet("/", () => made.Page());
            },
        });

        Assert.Equal("[page 1]", await site.GetAsync("/"));
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeAsync());
        Assert.Equal("[page 1]", await site.GetAsync("/"));
    }

    [Fact]
    public async Task Static_files_behind_us_are_left_to_their_own_devices()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "a.txt"), "file", TestContext.Current.CancellationToken);
        await using var site = await TestSite.StartAsync(new SiteSetup
        {
            Pipeline = app =>
            {
                app.UseSiteCache();
                app.UseStaticFiles(new StaticFileOptions { FileProvider = new Microsoft.Extensions.FileProviders.PhysicalFileProvider(folder.Path) });
            },
        });

        Assert.Equal("file", await site.GetAsync("/a.txt"));
        Assert.Equal(PageCacheOutcome.ContentType, await site.OutcomeAsync());
    }

    [Fact]
    public async Task A_client_that_reads_slowly_keeps_nobody_waiting()
    {
        // More than the server buffers for a client that does not read, less than is copied.
        var page = new string('x', 900_000);
        var made = new Counted();
        await using var site = await TestSite.StartAsync(app => app.MapGet("/", async context =>
        {
            made.Next();
            for (var at = 0; at < page.Length; at += 50_000)
                await context.Response.WriteAsync(page.Substring(at, 50_000));
        }));

        using var slow = await RawClient.ConnectAsync(site.Address);
        await slow.WriteAsync($"GET / HTTP/1.1\r\nHost: {site.Address.Authority}\r\nConnection: close\r\n\r\n");
        await slow.ReadUntilAsync("xxx");

        Assert.Equal(page, await site.GetAsync("/"));
        Assert.Equal(1, made.Count);
        Assert.Contains("\r\n0\r\n\r\n", await slow.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_response_completed_early_is_stored_when_its_handler_has_ended()
    {
        var clientHasAll = new TaskCompletionSource();
        await using var site = await TestSite.StartAsync(app => app.MapGet("/", async context =>
        {
            await context.Response.WriteAsync("page");
            await context.Response.CompleteAsync();
            await clientHasAll.Task.WaitAsync(TestContext.Current.CancellationToken);
        }));

        using var client = await RawClient.ConnectAsync(site.Address);
        await client.WriteAsync($"GET / HTTP/1.1\r\nHost: {site.Address.Authority}\r\n\r\n");
        Assert.Contains("page", await client.ReadUntilAsync("\r\n0\r\n\r\n"), StringComparison.Ordinal);
        clientHasAll.SetResult();

        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeAsync());
    }

    private const string Text = "The page, in pieces and whole.";

    private static async Task WriteAsync(HttpContext context, string way)
    {
        var response = context.Response;
        var bytes = Encoding.UTF8.GetBytes(Text);
        var (head, tail) = (bytes.AsMemory(0, 8), bytes.AsMemory(8));
        switch (way)
        {
            case "stream":
                await response.Body.WriteAsync(head);
                await response.Body.FlushAsync();
                await response.Body.WriteAsync(tail);
                break;
            case "writer":
                await response.BodyWriter.WriteAsync(head);
                await response.BodyWriter.WriteAsync(tail);
                break;
            case "advance":
                response.BodyWriter.Write(head.Span);
                await response.BodyWriter.FlushAsync();
                response.BodyWriter.Write(tail.Span);
                await response.BodyWriter.FlushAsync();
                break;
            case "unflushed":
                response.BodyWriter.Write(bytes);
                Assert.Equal(bytes.Length, response.BodyWriter.UnflushedBytes);
                Assert.False(response.HasStarted);
                break;
            case "mixed":
                response.BodyWriter.Write(head.Span);
                await response.Body.WriteAsync(tail);
                break;
            case "write-once":
                response.ContentLength = bytes.Length;
                await response.Body.WriteAsync(bytes);
                break;
            case "begin-and-end":
                await Task.Factory.FromAsync(response.Body.BeginWrite, response.Body.EndWrite, bytes, 0, bytes.Length, null);
                break;
            case "file":
                using (var folder = new TemporaryFolder())
                {
                    var file = Path.Combine(folder.Path, "page");
                    await File.WriteAllTextAsync(file, Text);
                    await response.SendFileAsync(file);
                }

                break;
            case "start-first":
                await response.StartAsync();
                await response.Body.WriteAsync(bytes);
                break;
            case "complete":
                response.BodyWriter.Write(bytes);
                await response.BodyWriter.CompleteAsync();
                break;
        }
    }
}
