using CacheKit.AspNetCore.PageCache.Entries;

namespace CacheKit.AspNetCore.Dashboard.Inspection;

/// <summary>A page in a cache.</summary>
/// <param name="Name">The key of its entry.</param>
/// <param name="Address">What it was asked for by.</param>
/// <param name="Status">Its status.</param>
/// <param name="Vary">The request headers that it varies by, with commas between them.</param>
/// <param name="Age">How many seconds old it is.</param>
/// <param name="FreshFor">How long it is still fresh; negative when it is stale.</param>
/// <param name="Bytes">The length of its body.</param>
/// <param name="Tags">Its tags.</param>
/// <param name="Hits">How often this process has served it from the cache, as far as it remembers.</param>
internal sealed record ListedPage(
    string Name, PageAddress Address, int Status, string Vary, int Age, TimeSpan FreshFor, int Bytes, IReadOnlyList<string> Tags, long Hits)
{
    public static ListedPage? Of(string name, PageEntry page, long hits, DateTimeOffset now) => PageAddress.Read(page.Key) is { } address
        ? new(
            name, address, page.StatusCode, string.Join(", ", page.Vary.Names.ToArray()), page.AgeAt(now), page.FreshFor(now), page.Body.Length,
            [.. page.Tags.Select(static tag => tag.Name)], hits)
        : null;
}
