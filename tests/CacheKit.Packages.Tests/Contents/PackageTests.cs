using System.Buffers.Binary;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace CacheKit.Packages.Tests.Contents;

/// <summary>What each package holds, and says of itself.</summary>
public sealed partial class PackageTests(LocalFeed feed)
{
    private const string Tool = "CacheKit.Tool";

    private static readonly string[] _libraries =
    [
        "CacheKit", "CacheKit.AspNetCore", "CacheKit.Database", "CacheKit.Memcached", "CacheKit.MySql", "CacheKit.PostgreSql",
        "CacheKit.Redis", "CacheKit.Sqlite",
    ];

    public static TheoryData<string> Libraries => [.. _libraries];

    public static TheoryData<string> All => [.. _libraries, Tool];

    [Fact]
    public void Nothing_is_packed_but_the_libraries_their_symbols_and_the_tool()
    {
        IEnumerable<string> expected = [.. _libraries.SelectMany(id => (string[])[$"{id}.{feed.Version}.nupkg", $"{id}.{feed.Version}.snupkg"]), $"{Tool}.{feed.Version}.nupkg"];

        Assert.Equal(expected.Order(StringComparer.Ordinal), feed.Files);
    }

    [Fact]
    public void Packing_warns_of_nothing()
    {
        Assert.Empty(feed.PackOutput);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void It_says_what_it_is_under_which_licence_and_what_changed(string id)
    {
        using var package = feed.Open(id);

        Assert.Equal((id, feed.Version), (package["id"], package["version"]));
        Assert.Equal(("expression", "MIT"), (package.Attribute("license", "type"), package["license"]));
        Assert.False(string.IsNullOrWhiteSpace(package["authors"]));
        Assert.False(string.IsNullOrWhiteSpace(package["copyright"]));
        Assert.Contains("ache", package["description"], StringComparison.Ordinal);
        Assert.Superset(new HashSet<string> { "cache", "caching", "django" }, package["tags"]?.Split(' ').ToHashSet());
        Assert.Contains("CHANGELOG.md", package["releaseNotes"], StringComparison.Ordinal);
        Assert.StartsWith("# Changelog", package.ReadText("CHANGELOG.md"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Its_readme_is_its_own_and_leads_nowhere_that_a_registry_has_not(string id)
    {
        using var package = feed.Open(id);

        var readme = package.ReadText(package["readme"]!);

        Assert.StartsWith($"# {id}\n", readme, StringComparison.Ordinal);
        Assert.DoesNotMatch(RelativeLink(), readme);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Its_icon_is_a_picture_of_128_by_128(string id)
    {
        using var package = feed.Open(id);

        var icon = package.Read(package["icon"]!);

        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], icon[..8]);
        Assert.Equal((128, 128), (BinaryPrimitives.ReadInt32BigEndian(icon.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(icon.AsSpan(20))));
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void A_library_brings_its_assembly_and_what_editors_show_of_it(string id)
    {
        using var package = feed.Open(id);

        var documentation = XElement.Parse(package.ReadText($"lib/net10.0/{id}.xml").TrimStart('\uFEFF'));

        Assert.Equal([$"lib/net10.0/{id}.dll", $"lib/net10.0/{id}.xml"], package.Files.Where(static file => file.StartsWith("lib/", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Equal(id, documentation.Element("assembly")?.Element("name")?.Value);
        Assert.NotEmpty(documentation.Descendants("summary"));
    }

    [Fact]
    public void The_tool_is_installed_as_a_command()
    {
        using var package = feed.Open(Tool);

        var settings = XElement.Parse(package.ReadText("tools/net10.0/any/DotnetToolSettings.xml").TrimStart('\uFEFF'));

        Assert.Equal(["DotnetTool"], package.Types);
        Assert.Equal("cachekit", settings.Descendants("Command").Single().Attribute("Name")?.Value);
        Assert.Empty(package.Dependencies);
    }

    [Fact]
    public void The_tool_brings_no_documentation_of_members()
    {
        using var package = feed.Open(Tool);

        Assert.Equal(["DotnetToolSettings.xml"], package.Files.Where(static file => file.EndsWith(".xml", StringComparison.Ordinal) && file.StartsWith("tools/", StringComparison.Ordinal)).Select(static file => Path.GetFileName(file)));
    }

    [GeneratedRegex(@"\]\((?!https?://)")]
    private static partial Regex RelativeLink();
}
