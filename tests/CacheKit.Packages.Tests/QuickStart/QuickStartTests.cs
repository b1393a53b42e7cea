namespace CacheKit.Packages.Tests.QuickStart;

/// <summary>The README's quick start, to the letter, by somebody who has nothing but the SDK and the packages.</summary>
public sealed class QuickStartTests(LocalFeed feed)
{
    private const string Section = "Use it";

    [Fact]
    public async Task The_second_answer_is_the_first_one_with_an_age()
    {
        var folder = feed.NewFolderWithoutRegistry("quick-start");
        await feed.RunAsync(folder, "/bin/sh", "-e", "-c", Readme.Blocks(Section, "sh")[0]);
        var application = Assert.Single(Directory.GetDirectories(folder));
        await File.WriteAllTextAsync(Path.Combine(application, "Program.cs"), Readme.Blocks(Section, "csharp")[0], TestContext.Current.CancellationToken);

        await using var site = feed.StartSite(application);
        using var client = new HttpClient { BaseAddress = await site.ReadAddressAsync() };
        var first = await GetAsync(client);
        var second = await GetAsync(client);

        Assert.Null(first.Age);
        Assert.NotNull(second.Age);
        Assert.StartsWith("Made at ", first.Body, StringComparison.Ordinal);
        Assert.Equal(first.Body, second.Body);
    }

    private static async Task<(string Body, TimeSpan? Age)> GetAsync(HttpClient client)
    {
        using var response = await client.GetAsync("/", TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), response.Headers.Age);
    }
}
