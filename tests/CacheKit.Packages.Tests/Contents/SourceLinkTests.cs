using CacheKit.TestServers;

namespace CacheKit.Packages.Tests.Contents;

/// <summary>A library of this repository's ways, in a repository with a remote: what its package says of where it comes from.</summary>
public sealed class SourceLinkTests : IDisposable
{
    // What every clone has is what a package is made by; when it was made and by whom stands in the commit.
    private static readonly Dictionary<string, string?> _variables = new()
    {
        ["CI"] = "true",
        ["GIT_AUTHOR_DATE"] = "2026-01-01T00:00:00Z",
        ["GIT_COMMITTER_DATE"] = "2026-01-01T00:00:00Z",
    };

    private readonly TemporaryFolder _first = new();
    private readonly TemporaryFolder _second = new();
    private readonly string _git = ClientPrograms.Require("git", "git");

    [Fact]
    public async Task Sources_are_linked_to_the_commit_and_a_commit_makes_the_same_package_in_any_folder()
    {
        var commit = await CommitAsync(_first);
        var again = await CommitAsync(_second);
        var made = await PackAsync(_first);
        var madeAgain = await PackAsync(_second);
        using var package = new Package(made.Package);
        using var symbols = new Package(made.Symbols);
        var pdb = Pdb.Read(symbols, "Small");

        Assert.Equal(commit, again);
        Assert.Equal(("https://github.com/example/small.git", commit), (package.Attribute("repository", "url"), package.Attribute("repository", "commit")));
        Assert.Equal($"https://raw.githubusercontent.com/example/small/{commit}/*", pdb.SourceLinks["/_/*"]);
        Assert.Contains("/_/src/Small/Thing.cs", pdb.Sources.Select(static source => source.Path));
        Assert.Equal(
            await File.ReadAllBytesAsync(made.Package, TestContext.Current.CancellationToken),
            await File.ReadAllBytesAsync(madeAgain.Package, TestContext.Current.CancellationToken));
        Assert.Equal(
            await File.ReadAllBytesAsync(made.Symbols, TestContext.Current.CancellationToken),
            await File.ReadAllBytesAsync(madeAgain.Symbols, TestContext.Current.CancellationToken));
    }

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
    }

    private async Task<string> CommitAsync(TemporaryFolder folder)
    {
        foreach (var file in (string[])["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "global.json", "CHANGELOG.md", "docs/icon.png"])
            folder.CopyFromRepository(file);
        folder.Write(".gitignore", "bin/\nobj/\npackages/\n");
        folder.Write("src/Small/Small.csproj", """<Project Sdk="Microsoft.NET.Sdk" />""");
        folder.Write("src/Small/README.md", "# Small\n");
        folder.Write("src/Small/PublicAPI.Shipped.txt", "");
        folder.Write("src/Small/PublicAPI.Unshipped.txt", "");
        folder.Write("src/Small/Thing.cs", """
            namespace Small;

            internal static class Thing
            {
                internal static int Number => 42;
            }
            """);
        await GitAsync(folder, "init", "--quiet", "--initial-branch", "main");
        await GitAsync(folder, "remote", "add", "origin", "https://github.com/example/small.git");
        await GitAsync(folder, "add", "--all");
        await GitAsync(folder, "-c", "user.name=Example", "-c", "user.email=example@example.com", "commit", "--quiet", "-m", "Begin");
        return (await GitAsync(folder, "rev-parse", "HEAD")).Trim();
    }

    private Task<string> GitAsync(TemporaryFolder folder, params string[] arguments) =>
        ChildProcess.RunAsync(_git, folder.FullPath, _variables, arguments);

    private static async Task<(string Package, string Symbols)> PackAsync(TemporaryFolder folder)
    {
        await ChildProcess.RunAsync("dotnet", folder.FullPath, _variables, "pack", "src/Small", "-c", "Release", "-o", "packages", "-nologo", "-v", "quiet");
        return (Directory.EnumerateFiles(folder.Combine("packages"), "*.nupkg").Single(), Directory.EnumerateFiles(folder.Combine("packages"), "*.snupkg").Single());
    }
}
