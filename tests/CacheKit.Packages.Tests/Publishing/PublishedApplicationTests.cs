using CacheKit.TestServers;

namespace CacheKit.Packages.Tests.Publishing;

/// <summary>
/// A console application on the packages, trimmed (with all that our packages hold) or compiled ahead of time (cut to what it
/// uses). Its project makes errors of warnings, so that publishing it is the proof that there is none.
/// </summary>
public sealed class PublishedApplicationTests(LocalFeed feed)
{
    private const string Told =
        "Grüße, deleted True, then nothing; The year 2026 of 42.5, made 1 time; 42 visits, 40 left; 2 of 3, 1.5 and NaN; "
        + "2026-11-27 until its tag went, False; told what has no metadata";

    private static readonly string[] _linkers = ["clang", "gcc"];

    [Fact]
    public async Task A_trimmed_application_warns_of_nothing_and_does_what_it_should()
    {
        var published = await PublishAsync("trimmed", "PublishTrimmed");

        Assert.Equal($"default: {Told}\nfiles: {Told}\nshared: {Told}\n", await RunAsync(published));
        var whole = typeof(object).Assembly.Location;
        Assert.True(new FileInfo(Path.Combine(published, Path.GetFileName(whole))).Length < new FileInfo(whole).Length / 2, "Nothing was cut off.");
    }

    [Fact]
    public async Task An_application_compiled_ahead_of_time_warns_of_nothing_and_does_what_it_should()
    {
        if (!_linkers.Any(IsInstalled))
            MissingServer.SkipOrFail("Neither clang nor gcc is installed: apt-get install gcc libc6-dev, or run tests/run.sh, which installs what is missing.");

        var published = await PublishAsync("ahead-of-time", "PublishAot");

        Assert.Equal($"default: {Told}\nfiles: {Told}\nshared: {Told}\n", await RunAsync(published));
        Assert.Empty(Directory.EnumerateFiles(published, "*.dll"));
    }

    private async Task<string> PublishAsync(string name, string way)
    {
        var folder = feed.NewFolder(name);
        foreach (var file in Directory.EnumerateFiles(Repository.Combine("tests", "CacheKit.Packages.Tests", "Applications", "Console")))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        var printed = await feed.RunAsync(
            folder, "dotnet", "publish", "-c", "Release", "--use-current-runtime", $"-p:{way}=true", "-o", "published", "-nologo");
        Assert.DoesNotContain("warning", printed, StringComparison.OrdinalIgnoreCase);
        return Path.Combine(folder, "published");
    }

    private async Task<string> RunAsync(string published)
    {
        await using var server = await RedisServer.StartNewAsync();
        return await feed.RunAsync(published, Path.Combine(published, OperatingSystem.IsWindows() ? "Console.exe" : "Console"),
            $"--Caches:shared:Location=redis://{TestServer.Host}:{server.Port}", "--Caches:shared:Options:Timeout=30",
            $"--Caches:files:Location={feed.NewFolder(Path.Combine(published, "entries"))}");
    }

    private static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
