using CacheKit.TestServers;

namespace CacheKit.Packages.Tests.Publishing;

/// <summary>Values in memory, in files and on Redis, in a console application.</summary>
public sealed class PublishedConsoleTests(LocalFeed feed)
{
    private const string Application = "Console";

    private const string Told =
        "Grüße, deleted True, then nothing; The year 2026 of 42.5, made 1 time; 42 visits, 40 left; 2 of 3, 1.5 and NaN; "
        + "2026-11-27 until its tag went, False; told what has no metadata";

    [Fact]
    public async Task A_trimmed_application_warns_of_nothing_and_does_what_it_should()
    {
        var published = await PublishedApplication.MakeAsync(feed, Application, "trimmed", "PublishTrimmed");

        Assert.Equal($"default: {Told}\nfiles: {Told}\nshared: {Told}\n", await RunAsync(published));
        var whole = typeof(object).Assembly.Location;
        Assert.True(new FileInfo(Path.Combine(published, Path.GetFileName(whole))).Length < new FileInfo(whole).Length / 2, "Nothing was cut off.");
    }

    [Fact]
    public async Task An_application_compiled_ahead_of_time_warns_of_nothing_and_does_what_it_should()
    {
        PublishedApplication.RequireLinker();

        var published = await PublishedApplication.MakeAsync(feed, Application, "ahead-of-time", "PublishAot");

        Assert.Equal($"default: {Told}\nfiles: {Told}\nshared: {Told}\n", await RunAsync(published));
        Assert.Empty(Directory.EnumerateFiles(published, "*.dll"));
    }

    private async Task<string> RunAsync(string published)
    {
        await using var server = await RedisServer.StartNewAsync();
        return await feed.RunAsync(published, PublishedApplication.ProgramIn(published, Application),
            $"--Caches:shared:Location=redis://{TestServer.Host}:{server.Port}", "--Caches:shared:Options:Timeout=30",
            $"--Caches:files:Location={feed.NewFolder(Path.Combine(published, "entries"))}");
    }
}
