using System.Net;
using Microsoft.Extensions.Logging;

namespace Almanac.Tests.Database;

public sealed class PreparationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string DatabaseFile => _folder.Combine("almanac.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Starting_twice_at_once_fills_the_database_once()
    {
        await using var first = NewSite();
        await using var second = NewSite();

        await Task.WhenAll(Task.Run(first.StartServer, Cancellation), Task.Run(second.StartServer, Cancellation));

        foreach (var site in (AlmanacSite[])[first, second])
        {
            using var visitor = site.Welcome("en");
            Assert.Equal(SourceData.Territories.Count, (await visitor.OpenAsync("/api/territories")).Json.AsArray().Count);
        }

        Assert.Equal(1, Fillings(first) + Fillings(second));
    }

    [Fact]
    public async Task Two_processes_starting_at_once_both_serve()
    {
        await using var first = AlmanacProcess.Start(_folder);
        await using var second = AlmanacProcess.Start(_folder);

        var addresses = await Task.WhenAll(first.ReadAddressAsync(), second.ReadAddressAsync());

        foreach (var address in addresses)
        {
            using var visitor = new Visitor(new SocketsHttpHandler { UseCookies = false }, address);
            var page = await visitor.OpenAsync("/territory/CH", ("Accept-Language", "en"));
            Assert.Equal((HttpStatusCode.OK, "Switzerland"), (page.Status, page.TextOf("h1")));
        }
    }

    [Fact]
    public async Task A_later_start_finds_the_work_done_and_the_guestbook_kept()
    {
        await using (var first = NewSite())
        {
            await first.InitializeAsync();
            using var visitor = first.Welcome("en");
            await visitor.SignGuestbookAsync("CH", "Before", "Ada");
        }

        await using var second = NewSite();
        await second.InitializeAsync();
        using var reader = second.Welcome("en");

        Assert.Equal(["Before"], (await reader.OpenAsync("/territory/CH")).TextsOf(".entries blockquote"));
        Assert.Equal(0, Fillings(second));
    }

    [Fact]
    public async Task New_data_are_taken_up_and_the_guestbook_kept()
    {
        await using (var first = NewSite())
        {
            await first.InitializeAsync();
            using var visitor = first.Welcome("en");
            await visitor.SignGuestbookAsync("CH", "Before", "Ada");
            await first.QueryAsync("UPDATE state SET value = 'of older data' WHERE key = 'data'");
            await first.QueryAsync("UPDATE territory SET population = 1");
        }

        await using var second = NewSite();
        await second.InitializeAsync();
        using var reader = second.Welcome("en");
        var page = await reader.OpenAsync("/territory/CH");

        Assert.Equal(("8,860,570", "Before"), (page.TextsOf(".figures dd")[0], page.TextOf(".entries blockquote")));
        Assert.Equal(1, Fillings(second));
    }

    [Theory]
    [InlineData("this is no database")]
    [InlineData("SQLite format 3\0 and then nothing that it should be, over more than a hundred bytes, so that the header is there ........")]
    public async Task A_damaged_file_is_set_aside_and_made_anew(string content)
    {
        await File.WriteAllTextAsync(DatabaseFile, content, Cancellation);
        await using var site = NewSite();

        await site.InitializeAsync();
        using var visitor = site.Welcome("en");

        Assert.Equal(HttpStatusCode.OK, (await visitor.OpenAsync("/territory/CH")).Status);
        var copy = Assert.Single(Directory.GetFiles(_folder.FullPath, "almanac.db.damaged-*"));
        Assert.Equal(content, await File.ReadAllTextAsync(copy, Cancellation));
        Assert.Contains(site.Log.GetSnapshot(), record => record.Level == LogLevel.Warning && record.Message.Contains("damaged", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_cut_short_is_set_aside_and_made_anew()
    {
        await using (var first = NewSite())
            await first.InitializeAsync();
        await using (var file = File.OpenWrite(DatabaseFile))
            file.SetLength(file.Length / 2);
        await using var second = NewSite();

        await second.InitializeAsync();
        using var visitor = second.Welcome("en");

        Assert.Equal(SourceData.Territories.Count, (await visitor.OpenAsync("/api/territories")).Json.AsArray().Count);
    }

    private AlmanacSite NewSite() => new() { Settings = { ["Almanac:Database"] = DatabaseFile } };

    private static int Fillings(AlmanacSite site) =>
        site.Log.GetSnapshot().Count(record => record.Message.StartsWith("Filled ", StringComparison.Ordinal));
}
