namespace CacheKit.Packages.Tests.Contents;

/// <summary>What else comes with a package, and of which versions.</summary>
public sealed class DependencyTests(LocalFeed feed)
{
    /// <summary>What applications have from their framework, whatever its patch, or may raise as they like.</summary>
    private const string LeastFramework = "10.0.0";

    [Theory]
    [InlineData("CacheKit.AspNetCore", "CacheKit")]
    [InlineData("CacheKit.Database", "CacheKit")]
    [InlineData("CacheKit.Memcached", "CacheKit")]
    [InlineData("CacheKit.MySql", "CacheKit.Database")]
    [InlineData("CacheKit.PostgreSql", "CacheKit.Database")]
    [InlineData("CacheKit.Redis", "CacheKit")]
    [InlineData("CacheKit.Sqlite", "CacheKit.Database")]
    public void Packages_of_ours_go_together_in_one_version_only(string id, string neighbour)
    {
        using var package = feed.Open(id);

        Assert.Equal([$"{neighbour} [{feed.Version}]"], package.Dependencies.Where(IsOurs));
    }

    [Theory]
    [InlineData("CacheKit", "Polly.Core")]
    [InlineData("CacheKit.AspNetCore")]
    [InlineData("CacheKit.Database")]
    [InlineData("CacheKit.Memcached")]
    [InlineData("CacheKit.MySql", "MySqlConnector")]
    [InlineData("CacheKit.PostgreSql", "Npgsql")]
    [InlineData("CacheKit.Redis", "StackExchange.Redis")]
    [InlineData("CacheKit.Sqlite", "Microsoft.Data.Sqlite")]
    public void A_client_or_library_of_others_may_be_newer_than_what_was_tested(string id, params string[] others)
    {
        using var package = feed.Open(id);

        var found = package.Dependencies.Where(static dependency => !IsOurs(dependency) && !IsFramework(dependency)).ToList();

        Assert.Equal(others, found.Select(static dependency => dependency[..dependency.IndexOf(' ', StringComparison.Ordinal)]));
        // A version without brackets is the least one.
        Assert.All(found, static dependency => Assert.Matches(@" \d+(\.\d+)+$", dependency));
    }

    [Fact]
    public void What_the_framework_also_has_may_be_as_old_as_its_first_release()
    {
        using var package = feed.Open("CacheKit");

        Assert.Equal(
            [
                $"Microsoft.Extensions.Caching.Abstractions {LeastFramework}",
                $"Microsoft.Extensions.Configuration.Abstractions {LeastFramework}",
                $"Microsoft.Extensions.DependencyInjection.Abstractions {LeastFramework}",
                $"Microsoft.Extensions.Diagnostics.HealthChecks {LeastFramework}",
                $"Microsoft.Extensions.Hosting.Abstractions {LeastFramework}",
                $"Microsoft.Extensions.Logging.Abstractions {LeastFramework}",
                $"System.IO.Hashing {LeastFramework}",
            ],
            package.Dependencies.Where(IsFramework).Order(StringComparer.Ordinal));
        Assert.Equal(["net10.0"], package.Frameworks);
    }

    [Fact]
    public void Pages_need_the_shared_framework_of_web_applications()
    {
        using var package = feed.Open("CacheKit.AspNetCore");

        Assert.Equal(["Microsoft.AspNetCore.App"], package.FrameworkReferences);
    }

    private static bool IsOurs(string dependency) => dependency.StartsWith("CacheKit", StringComparison.Ordinal);

    private static bool IsFramework(string dependency) =>
        dependency.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal) || dependency.StartsWith("System.", StringComparison.Ordinal);
}
