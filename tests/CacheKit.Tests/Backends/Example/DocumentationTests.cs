namespace CacheKit.Tests.Backends.Example;

public sealed class DocumentationTests
{
    [Fact]
    public void Writing_a_backend_quotes_code_that_is_compiled()
    {
        string root = RepositoryRoot();
        string example = string.Concat(Directory.EnumerateFiles(Path.Combine(root, "tests/CacheKit.Tests/Backends/Example"), "*.cs").Select(File.ReadAllText));
        string[] blocks = File.ReadAllText(Path.Combine(root, "docs/writing-a-backend.md")).Split("```");

        // Every second piece is a block. The registration and the clock of a server need an application and a server.
        var quoted = blocks.Where((_, index) => index % 2 == 1)
            .Where(block => block.StartsWith("csharp\n", StringComparison.Ordinal))
            .Select(block => block["csharp\n".Length..])
            .Where(block => !block.StartsWith("builder.", StringComparison.Ordinal) && !block.StartsWith("protected override TimeProvider", StringComparison.Ordinal))
            .ToList();

        Assert.Equal(5, quoted.Count);
        Assert.All(quoted, block => Assert.Contains(block, example, StringComparison.Ordinal));
    }

    private static string RepositoryRoot()
    {
        string? directory = AppContext.BaseDirectory;
        while (directory is not null && !File.Exists(Path.Combine(directory, "CacheKit.sln")))
            directory = Path.GetDirectoryName(directory);
        return directory ?? throw new DirectoryNotFoundException("CacheKit.sln is not above the tests.");
    }
}
