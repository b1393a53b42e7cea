using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CacheKit.Conformance.Samples;
using Xunit;
using static CacheKit.Conformance.BackendTraits;

namespace CacheKit.Conformance;

public abstract partial class CacheConformance
{
    private static readonly CacheEntryOptions _tagged = new() { Tags = ["territory:FR"] };

    [Fact]
    public async Task A_tag_that_is_none_is_refused()
    {
        Assert.Throws<ArgumentNullException>(() => new CacheEntryOptions { Tags = null! });
        Assert.Throws<ArgumentException>(() => new CacheEntryOptions { Tags = [null!] });
        Assert.Throws<ArgumentException>(() => new CacheEntryOptions { Tags = ["fine", ""] });
        Assert.Throws<ArgumentException>(() => new CacheEntryOptions { Tags = [new string('a', 257)] });
        Assert.Throws<ArgumentException>(() => new CacheEntryOptions { Tags = [.. Enumerable.Range(0, 65).Select(number => $"{number}")] });
        await Assert.ThrowsAsync<ArgumentException>(async () => await Cache.RemoveByTagAsync(""));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Cache.RemoveByTagAsync((string)null!));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Cache.RemoveByTagAsync(["fine", new string('a', 257)]));
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await Cache.RemoveByTagAsync((IEnumerable<string>)null!));
    }

    [Fact]
    public async Task Removing_by_a_tag_that_nothing_has_does_nothing()
    {
        await Cache.RemoveByTagAsync("territory:FR");
        await Cache.RemoveByTagAsync([]);
        await Cache.RemoveByTagAsync(["a", "a", "b"]);

        Assert.False(await Cache.ContainsAsync("key"));
    }

    [BackendFact(StoresAnything)]
    public async Task A_removal_that_was_cancelled_is_none()
    {
        await Cache.SetAsync("key", 1, _tagged);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Cache.RemoveByTagAsync("territory:FR", new CancellationToken(true)));

        Assert.True(await Cache.ContainsAsync("key"));
    }

    [BackendFact(StoresAnything)]
    public async Task Values_of_every_kind_may_have_tags()
    {
        var options = new CacheEntryOptions { Timeout = Lasting, Tags = ["territory:FR", "a tag with spaces * and é 東京", new string('a', 256)] };
        var book = new Book("First", 1, null, Season.Winter, null);
        string text = new('é', 20_000);

        await Cache.SetAsync("text", text, options);
        await Cache.SetAsync("null", (string?)null, options);
        await Cache.SetAsync("number", 42, options);
        await Cache.SetAsync("book", book, options);
        Assert.True(await Cache.AddAsync("added", 1.5, options));
        Assert.Empty(await Cache.SetManyAsync<byte[]>([new("one", [1]), new("two", [])], options));
        Assert.Equal("made", await Cache.GetOrSetAsync("made", _ => new ValueTask<string>("made"), options));
        Assert.Equal("given", await Cache.GetOrSetValueAsync("given", "given", options));

        Assert.Equal(text, await Cache.GetAsync<string>("text"));
        Assert.True((await Cache.TryGetAsync<string?>("null")).HasValue);
        Assert.Equal(42, await Cache.GetAsync<int>("number"));
        Assert.Equal(42L, await Cache.GetAsync<object>("number"));
        Assert.Equal(book, await Cache.GetAsync<Book>("book"));
        Assert.Equal(1.5, await Cache.GetAsync<double>("added"));
        Assert.Equal([1], (await Cache.GetManyAsync<byte[]>(["one", "two", "three"]))["one"]!);
        Assert.Equal(["given", "made"], (await Cache.GetManyAsync<string>(["made", "given"])).Values.Order());
        Assert.Equal("made", await Cache.GetOrSetAsync<string>("made", _ => throw new InvalidOperationException("Not a miss.")));
    }

    [BackendFact(StoresAnything)]
    public async Task Removing_by_a_tag_removes_what_has_it()
    {
        await Cache.SetAsync("one", 1, _tagged);
        await Cache.AddAsync("two", 2, new CacheEntryOptions { Tags = ["weather", "territory:FR"] });
        await Cache.SetManyAsync<int>([new("three", 3)], _tagged);
        await Cache.GetOrSetAsync("four", _ => new ValueTask<int>(4), _tagged);
        await Cache.GetOrSetAsync(
            "five",
            (entry, _) =>
            {
                entry.Options = entry.Options with { Tags = ["territory:FR"] };
                return new ValueTask<int>(5);
            },
            Lasting);
        Assert.Equal(5, (await Cache.GetManyAsync<int>(["one", "two", "three", "four", "five"])).Count);

        await Cache.RemoveByTagAsync("territory:FR");

        foreach (string key in new[] { "one", "two", "three", "four", "five" })
        {
            Assert.False((await Cache.TryGetAsync<int>(key)).HasValue, key);
            Assert.Equal(-1, await Cache.GetAsync(key, -1));
        }

        Assert.Empty(await Cache.GetManyAsync<int>(["one", "two", "three", "four", "five"]));
        Assert.Equal(6, await Cache.GetOrSetAsync("one", _ => new ValueTask<int>(6)));
    }

    [BackendFact(StoresAnything)]
    public async Task Removing_by_a_tag_leaves_the_others()
    {
        // Tags may share a place: now and then one of them goes along.
        string[] others = [.. Enumerable.Range(0, 10).Select(number => $"other{number}")];
        foreach (string other in others)
            await Cache.SetAsync(other, 1, new CacheEntryOptions { Tags = [other] });
        await Cache.SetAsync("untagged", 1);
        await Cache.SetAsync("key", 1, _tagged);

        await Cache.RemoveByTagAsync("territory:FR");

        Assert.InRange((await Cache.GetManyAsync<int>(others)).Count, 9, 10);
        Assert.True(await Cache.ContainsAsync("untagged"));
        Assert.False(await Cache.ContainsAsync("key"));
    }

    [BackendFact(StoresAnything)]
    public async Task Several_tags_are_removed_at_once()
    {
        await Cache.SetAsync("FR", 1, new CacheEntryOptions { Tags = ["territory:FR"] });
        await Cache.SetAsync("CH", 1, new CacheEntryOptions { Tags = ["territory:CH"] });

        await Cache.RemoveByTagAsync(["territory:FR", "territory:CH"]);

        Assert.Empty(await Cache.GetManyAsync<int>(["FR", "CH"]));
    }

    [BackendFact(StoresAnything)]
    public async Task What_is_stored_after_a_removal_stays()
    {
        for (int round = 0; round < 3; round++)
        {
            await Cache.RemoveByTagAsync("territory:FR");
            await Cache.SetAsync("key", round, _tagged);

            Assert.Equal(round, await Cache.GetAsync("key", -1));
        }
    }

    [BackendFact(StoresAnything)]
    public async Task What_replaced_a_tagged_value_has_its_own_tags_only()
    {
        await Cache.SetAsync("key", 1, _tagged);
        await Cache.SetAsync("key", 2);

        await Cache.RemoveByTagAsync("territory:FR");

        Assert.Equal(2, await Cache.GetAsync<int>("key"));
        Assert.Equal(3, await Cache.IncrementAsync("key"));
    }

    [BackendFact(StoresAnything)]
    public async Task A_tagged_value_expires_as_any_other()
    {
        await Cache.SetAsync("short", 1, new CacheEntryOptions { Timeout = Brief, Tags = ["territory:FR"] });
        await Cache.SetAsync("never", 1, new CacheEntryOptions { Timeout = CacheTimeout.Never, Tags = ["territory:FR"] });
        await Cache.SetAsync("zero", 1, new CacheEntryOptions { Timeout = CacheTimeout.Zero, Tags = ["territory:FR"] });
        Assert.True(await Cache.ContainsAsync("short"));
        Assert.False(await Cache.ContainsAsync("zero"));

        await PassAsync(Brief);

        Assert.False(await Cache.ContainsAsync("short"));
        Assert.Equal(1, await Cache.GetAsync<int>("never"));
    }

    [BackendFact(StoresAnything | KnowsTimeToLive)]
    public async Task A_tagged_value_tells_how_long_it_lives_until_it_is_removed()
    {
        await Cache.SetAsync("key", 1, new CacheEntryOptions { Timeout = Lasting, Tags = ["territory:FR"] });

        var remaining = (await Cache.GetTimeToLiveAsync("key")).Value;
        await Cache.RemoveByTagAsync("territory:FR");

        Assert.InRange(remaining!.Value, Lasting - TimeSpan.FromMinutes(5), Lasting + TimeSpan.FromSeconds(1));
        Assert.False((await Cache.GetTimeToLiveAsync("key")).HasValue);
    }

    [BackendFact(StoresAnything)]
    public async Task A_value_removed_by_its_tag_is_absent_for_every_call()
    {
        foreach (string key in new[] { "contains", "touch", "delete", "add", "count", "move", "addzero" })
            await Cache.SetAsync(key, 1, _tagged);

        await Cache.RemoveByTagAsync("territory:FR");

        Assert.False(await Cache.ContainsAsync("contains"));
        Assert.False(await Cache.TouchAsync("touch", Lasting));
        Assert.False(await Cache.DeleteAsync("delete"));
        Assert.True(await Cache.AddAsync("addzero", 2, CacheTimeout.Zero));
        Assert.True(await Cache.AddAsync("add", 2));
        Assert.False(await Cache.AddAsync("add", 3));
        Assert.Equal(2, await Cache.GetAsync<int>("add"));
        await Assert.ThrowsAsync<KeyNotFoundException>(async () => await Cache.IncrementAsync("count"));
        await Assert.ThrowsAsync<KeyNotFoundException>(async () => await Cache.IncrementVersionAsync("move"));
        await Assert.ThrowsAsync<KeyNotFoundException>(async () => await Cache.IncrementVersionAsync("move", 0));
    }

    [BackendFact(StoresAnything)]
    public async Task A_tagged_value_is_there_for_every_call()
    {
        foreach (string key in new[] { "touch", "delete", "add" })
            await Cache.SetAsync(key, 1, _tagged);

        Assert.True(await Cache.TouchAsync("touch", CacheTimeout.Never));
        Assert.True(await Cache.ContainsAsync("touch"));
        Assert.True(await Cache.DeleteAsync("delete"));
        Assert.False(await Cache.AddAsync("add", 2));
        Assert.False(await Cache.AddAsync("add", 2, _tagged));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await Cache.IncrementAsync("add"));
        Assert.True(await Cache.TouchAsync("touch", CacheTimeout.Zero));
        Assert.False(await Cache.ContainsAsync("touch"));
    }

    [BackendFact(StoresAnything)]
    public async Task Tags_go_across_versions_and_move_along()
    {
        await Cache.SetAsync("key", 1, _tagged);
        await Cache.WithVersion(7).SetAsync("key", 7, _tagged);
        Assert.Equal(2, await Cache.IncrementVersionAsync("key"));
        Assert.Equal(1, await Cache.WithVersion(2).GetAsync<int>("key"));

        await Cache.WithVersion(9).RemoveByTagAsync("territory:FR");

        Assert.False(await Cache.WithVersion(2).ContainsAsync("key"));
        Assert.False(await Cache.WithVersion(7).ContainsAsync("key"));
    }

    [BackendFact(StoresAnything)]
    public async Task Tags_belong_to_a_key_prefix_whichever_alias_uses_it()
    {
        var caches = OpenAll(("default", [("KeyPrefix", "one")]), ("same", [("KeyPrefix", "one")]), ("other", [("KeyPrefix", "two")]));
        // Three: that a tag shares its place with one of another prefix is rare, not impossible.
        string[] tags = ["a", "b", "c"];
        foreach (string tag in tags)
        {
            await caches.Default.SetAsync(tag, 1, new CacheEntryOptions { Tags = [tag] });
            await caches["other"].SetAsync(tag, 1, new CacheEntryOptions { Tags = [tag] });
        }

        await caches["same"].RemoveByTagAsync(tags);

        Assert.Empty(await caches.Default.GetManyAsync<int>(tags));
        Assert.NotEmpty(await caches["other"].GetManyAsync<int>(tags));
    }

    [BackendFact(StoresAnything)]
    public async Task Tags_work_under_a_key_function()
    {
        var cache = Open(("KeyFunction", SampleKeys.JoinedName));
        await cache.SetAsync("key", 1, _tagged);
        Assert.Equal(1, await cache.GetAsync<int>("key"));

        await cache.RemoveByTagAsync("territory:FR");

        Assert.False(await cache.ContainsAsync("key"));
    }

    [BackendFact(StoresAnything)]
    public async Task A_value_made_while_its_tag_is_removed_is_not_stored()
    {
        Assert.Equal("old", await Cache.GetOrSetAsync(
            "key",
            async token =>
            {
                await Cache.RemoveByTagAsync("territory:FR", token);
                return "old";
            },
            _tagged));

        Assert.False(await Cache.ContainsAsync("key"));
        Assert.Equal("new", await Cache.GetOrSetAsync("key", _ => new ValueTask<string>("new"), _tagged));
        Assert.Equal("new", await Cache.GetAsync<string>("key"));
    }

    [BackendFact(StoresAnything)]
    public async Task A_value_whose_factory_names_its_tag_when_it_was_removed_is_not_stored()
    {
        await Cache.RemoveByTagAsync("another");
        for (int round = 0; round < 2; round++)
        {
            Assert.Equal("old", await Cache.GetOrSetAsync("key", async (entry, token) =>
            {
                await Cache.RemoveByTagAsync("territory:FR", token);
                entry.Options = _tagged;
                return "old";
            }));

            Assert.False(await Cache.ContainsAsync("key"));
        }
    }

    [BackendFact(StoresAnything)]
    public async Task A_factory_may_add_to_the_tags_of_its_caller()
    {
        foreach (string removed in new[] { "callers", "factorys" })
        {
            await Cache.GetOrSetAsync(
                "key",
                (entry, _) =>
                {
                    entry.Options = entry.Options with { Tags = [.. entry.Options.Tags, "factorys"] };
                    return new ValueTask<int>(1);
                },
                new CacheEntryOptions { Tags = ["callers"] });
            Assert.True(await Cache.ContainsAsync("key"));

            await Cache.RemoveByTagAsync(removed);

            Assert.False(await Cache.ContainsAsync("key"), removed);
        }
    }

    [BackendFact(StoresAnything | SharedAcrossProcesses)]
    public async Task A_tag_is_removed_for_every_process()
    {
        var other = Open();
        await Cache.SetAsync("key", 1, _tagged);
        Assert.Equal(1, await other.GetAsync<int>("key"));

        await other.RemoveByTagAsync("territory:FR");

        Assert.Equal(-1, await Cache.GetAsync("key", -1));
        await Cache.SetAsync("key", 2, _tagged);
        Assert.Equal(2, await other.GetAsync<int>("key"));
    }

    [BackendFact(StoresAnything | SharedAcrossProcesses)]
    public async Task A_value_made_while_another_process_removes_its_tag_is_not_stored()
    {
        var other = Open();
        await Cache.GetOrSetAsync(
            "callers",
            async token =>
            {
                await other.RemoveByTagAsync("territory:FR", token);
                return 1;
            },
            _tagged);
        await Cache.GetOrSetAsync("factorys", async (entry, token) =>
        {
            await other.RemoveByTagAsync("territory:FR", token);
            entry.Options = _tagged;
            return 1;
        });

        Assert.Empty(await Cache.GetManyAsync<int>(["callers", "factorys"]));
        Assert.Empty(await other.GetManyAsync<int>(["callers", "factorys"]));
    }

    [BackendFact(StoresAnything | SharedAcrossProcesses)]
    public async Task A_lost_tag_marker_makes_misses_and_never_revives_what_was_removed()
    {
        var behind = OpenBehind("mine");
        string marker = $"mine:tag:{PlaceOf("territory:FR")}";
        var cache = Open(("KeyPrefix", "mine"));
        await cache.SetAsync("removed", 1, _tagged);
        await cache.RemoveByTagAsync("territory:FR");
        await cache.SetAsync("later", 1, _tagged);

        Assert.True(await behind.DeleteAsync(marker));

        Assert.False((await cache.TryGetAsync<int>("removed")).HasValue);
        Assert.False((await cache.TryGetAsync<int>("later")).HasValue);
        await cache.SetAsync("new", 1, _tagged);
        Assert.True(await behind.ContainsAsync(marker));
        Assert.Equal(["new"], (await cache.GetManyAsync<int>(["removed", "later", "new"])).Keys);
    }

    private static string PlaceOf(string tag) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(tag)), 0, 2).ToLower(CultureInfo.InvariantCulture);
}
