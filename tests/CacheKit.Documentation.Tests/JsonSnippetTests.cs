using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CacheKit.Documentation.Tests.Snippets;
using CacheKit.Documentation.Tests.World;

namespace CacheKit.Documentation.Tests;

/// <summary>Every piece of configuration on the pages.</summary>
public sealed class JsonSnippetTests
{
    // What stands in a section of an alias; the others show the whole file.
    private static readonly string[] _settingsOfAlias = ["Backend", "Location", "Options"];

    private static readonly string[] _sections = ["Caches", "CACHES", "ConnectionStrings", "SiteCache"];

    public static TheoryData<Snippet> Snippets => [.. DocumentationPages.SnippetsIn("json")];

    [Theory]
    [MemberData(nameof(Snippets))]
    public async Task An_application_starts_with_it(Snippet snippet)
    {
        var settings = JsonNode.Parse(snippet.Code, null, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip })!.AsObject();
        if (_settingsOfAlias.Any(settings.ContainsKey))
            settings = new() { ["Caches"] = new JsonObject { ["default"] = WithBackend(settings) } };
        Assert.All(settings, static setting => Assert.Contains(setting.Key, _sections));
        await using var shop = new Shop(Environments.Production);
        var builder = shop.NewBareBuilder();
        builder.Configuration.AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(settings.ToJsonString())));
        shop.AddEveryBackend(builder);

        await using var app = builder.Build();
        app.UseSiteCache();
        await shop.VisitAsync(app);
    }

    private static JsonObject WithBackend(JsonObject settings)
    {
        if (!settings.ContainsKey("Backend"))
            settings["Backend"] = "redis";
        return settings;
    }
}
