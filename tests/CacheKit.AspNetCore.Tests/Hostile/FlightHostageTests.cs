using CacheKit.AspNetCore.Tests.Hosting;

namespace CacheKit.AspNetCore.Tests.Hostile;

/// <summary>Nobody makes others wait for a page that will never be theirs.</summary>
public sealed class FlightHostageTests
{
    private static readonly TimeSpan _soon = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_second_reader_of_an_endless_stream_of_events_is_served_too()
    {
        await using var site = await TestSite.StartAsync(static app => app.MapGet("/events", static async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("data: 1\n\n");
            await context.Response.Body.FlushAsync();
            await EndOfAsync(context);
        }));
        using var first = await RawClient.ConnectAsync(site.Address);
        using var second = await RawClient.ConnectAsync(site.Address);

        await first.WriteAsync($"GET /events HTTP/1.1\r\nHost: {site.Address.Authority}\r\n\r\n");
        await first.ReadUntilAsync("data: 1").WaitAsync(_soon, TestContext.Current.CancellationToken);
        await second.WriteAsync($"GET /events HTTP/1.1\r\nHost: {site.Address.Authority}\r\n\r\n");

        await second.ReadUntilAsync("data: 1").WaitAsync(_soon, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_reader_who_waited_is_let_go_when_the_page_turns_out_not_to_be_storable()
    {
        var waiting = new TaskCompletionSource();
        var made = new Counted();
        await using var site = await TestSite.StartAsync(app => app.MapGet("/", async context =>
        {
            if (made.Next() == 1)
                await waiting.Task;
            context.Response.Cookies.Append("mine", "1");
            await context.Response.WriteAsync($"for {context.Request.Headers["X-Name"]}");
            await context.Response.Body.FlushAsync();
            await EndOfAsync(context);
        }));
        using var first = await RawClient.ConnectAsync(site.Address);
        using var second = await RawClient.ConnectAsync(site.Address);

        await first.WriteAsync($"GET / HTTP/1.1\r\nHost: {site.Address.Authority}\r\nX-Name: ada\r\n\r\n");
        await Eventually.IsTrueAsync(() => made.Count == 1);
        await second.WriteAsync($"GET / HTTP/1.1\r\nHost: {site.Address.Authority}\r\nX-Name: bob\r\n\r\n");
        waiting.SetResult();

        await first.ReadUntilAsync("for ada").WaitAsync(_soon, TestContext.Current.CancellationToken);
        await second.ReadUntilAsync("for bob").WaitAsync(_soon, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_client_that_does_not_read_a_page_too_large_to_store_holds_nobody_up()
    {
        var piece = new byte[64 * 1024];
        var stuck = new Counted();
        await using var site = await TestSite.StartAsync(app => app.MapGet("/", async context =>
        {
            for (var i = 0; i < 400 && !context.RequestAborted.IsCancellationRequested; i++)
            {
                await context.Response.Body.WriteAsync(piece, context.RequestAborted);
                stuck.Next();
            }
        }));
        using var lazy = await RawClient.ConnectAsync(site.Address);
        await lazy.WriteAsync($"GET / HTTP/1.1\r\nHost: {site.Address.Authority}\r\n\r\n");
        await Eventually.IsTrueAsync(() => stuck.Count > 17);

        var body = await site.Client.GetByteArrayAsync("/", TestContext.Current.CancellationToken).WaitAsync(_soon, TestContext.Current.CancellationToken);

        Assert.Equal(400 * piece.Length, body.Length);
    }

    [Fact]
    public async Task The_handler_of_a_page_that_is_nobody_elses_hears_when_its_client_leaves()
    {
        var heard = new TaskCompletionSource();
        await using var site = await TestSite.StartAsync(app => app.MapGet("/events", async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("data: 1\n\n");
            await EndOfAsync(context);
            heard.TrySetResult();
        }));
        var client = await RawClient.ConnectAsync(site.Address);
        await client.WriteAsync($"GET /events HTTP/1.1\r\nHost: {site.Address.Authority}\r\n\r\n");
        await client.ReadUntilAsync("data: 1").WaitAsync(_soon, TestContext.Current.CancellationToken);

        client.Abort();

        await heard.Task.WaitAsync(_soon, TestContext.Current.CancellationToken);
    }

    private static async Task EndOfAsync(HttpContext context)
    {
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = context.RequestAborted.Register(end.SetResult);
        await end.Task;
    }
}
