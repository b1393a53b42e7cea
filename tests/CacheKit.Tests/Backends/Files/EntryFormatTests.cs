using CacheKit.Backends.Files;
using CacheKit.Keys;

namespace CacheKit.Tests.Backends.Files;

/// <summary>The bytes of an entry's file, as docs/format.md shows them. What was once written is read for ever.</summary>
public sealed class EntryFormatTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private const string Key = "é";
    private const string GoldenPath = "72/728e8900d3f634b8ac0935623bc0466e.cachekit";

    [Fact]
    public async Task An_entry_is_written_as_ever()
    {
        await using var harness = new FileHarness();

        await harness.Cache.SetAsync(Key, -42, TimeSpan.FromSeconds(30), Cancel);

        Assert.Equal(Convert.ToHexString(Golden()), Convert.ToHexString(await File.ReadAllBytesAsync(harness.Files.Entry, Cancel)));
        Assert.Equal(Path.Combine(harness.Files.Path, GoldenPath), harness.Files.Entry);
    }

    [Fact]
    public async Task An_entry_that_was_once_written_is_read()
    {
        await using var harness = new FileHarness();
        string path = Path.Combine(harness.Files.Path, GoldenPath);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllBytesAsync(path, Golden(), Cancel);

        Assert.Equal(-42, await harness.Cache.GetAsync<int>(Key, Cancel));
        Assert.Equal(TimeSpan.FromSeconds(30), (await harness.Cache.GetTimeToLiveAsync(Key, Cancel)).Value);
    }

    [Theory]
    [InlineData(":1:", "key", ":", "1:key")]
    [InlineData("", ":1:key", ":1:k", "ey")]
    public void A_key_has_one_place_however_it_is_divided(string scope, string name, string otherScope, string otherName) =>
        Assert.Equal(EntryName.Of(new CacheKey(scope, name)), EntryName.Of(new CacheKey(otherScope, otherName)));

    [Fact]
    public void Keys_that_UTF_8_cannot_hold_have_places_of_their_own() =>
        Assert.Equal(3, new[] { "a\uD83D", "a\uD83E", "a\uFFFD" }.Select(static name => EntryName.Of(new CacheKey("", name))).Distinct().Count());

    [Fact]
    public void A_key_of_any_length_has_a_place() =>
        Assert.Equal(600, Enumerable.Range(0, 600).Select(static length => EntryName.Of(new CacheKey(":1:", new string('k', length)))).Distinct().Count());

    [Theory]
    [InlineData("0123456789abcdef0123456789abcdef.cachekit", true)]
    [InlineData("0123456789ABCDEF0123456789abcdef.cachekit", false)]
    [InlineData("0123456789abcdef0123456789abcde.cachekit", false)]
    [InlineData("0123456789abcdef0123456789abcdef.djcache", false)]
    [InlineData("notes of somebody about the cache.cachekit", false)]
    public void Only_a_digest_with_our_suffix_is_an_entry(string name, bool expected) => Assert.Equal(expected, EntryName.IsEntry(name));

    private static byte[] Golden()
    {
        using var stream = typeof(EntryFormatTests).Assembly.GetManifestResourceStream("GoldenFiles/entry-1.bin")!;
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
