using CacheKit.Conformance.Samples;
using Xunit;
using static CacheKit.Conformance.BackendTraits;

namespace CacheKit.Conformance;

public abstract partial class CacheConformance
{
    // What comes before a name in the final key, where neither prefix nor version is set: ":1:".
    private const int ScopeLength = 3;

    /// <summary>How long a final key may be. A backend that refuses unportable keys may need some of the 250 bytes for itself.</summary>
    protected virtual int LongestKey => 250;

    private static readonly (string, string?) _everyWarning = ("Options:KeyWarnings", "always");

    private string LongestName => new('k', LongestKey - ScopeLength);

    // The first code points that are not portable, the last one, and a length of one too many.
    private string[] UnportableKeys => ["\0", "tab\there", "line\nbreak", "unit\u001fseparator", "with space", "end ", "delete\u007f", LongestName + "k"];

    // Among them the neighbours of what is not portable.
    private string[] PortableKeys => ["", "!", "~", "\u0080", "no\u00a0break", "ключ", "世界", "🗺", "a:b:c", "100%_*?[x]\\'\"`;--", LongestName];

    [Fact]
    public async Task Portable_keys_are_not_warned_of_in_any_call()
    {
        var cache = Open(_everyWarning);

        foreach (string key in PortableKeys)
        {
            foreach (var call in CacheCall.All)
                await call.MakeWhetherPresentOrNotAsync(cache, key);
        }

        Assert.DoesNotContain(Logs.Lines, line => line.Id.Id == KeyWarning);
    }

    [BackendFact(StoresAnything)]
    public async Task Portable_keys_are_each_an_entry_of_its_own()
    {
        foreach (string key in PortableKeys)
            await Cache.SetAsync(key, key);

        foreach (string key in PortableKeys)
            Assert.Equal(key, await Cache.GetAsync<string>(key));
    }

    [BackendFact(StoresAnything)]
    public async Task Keys_that_look_alike_are_each_an_entry_of_its_own()
    {
        string[] keys = ["key", "Key", "KEY", "straße", "strasse", "\u00e9", "e\u0301", "\uff4b\uff45\uff59", "ke", "keys", "key:", ":key", "key\u200b"];
        for (int number = 0; number < keys.Length; number++)
            await Cache.SetAsync(keys[number], number);

        var found = await Cache.GetManyAsync<int>(keys);

        Assert.Equal(Enumerable.Range(0, keys.Length), keys.Select(key => found.GetValueOrDefault(key, -1)));
    }

    [BackendFact(StoresAnything, Unless = RefusesUnportableKeys)]
    public async Task Halves_of_surrogate_pairs_tell_keys_apart()
    {
        await Cache.SetAsync("half\ud83d", 1);
        await Cache.SetAsync("half\ud83e", 2);

        Assert.Equal(1, await Cache.GetAsync<int>("half\ud83d"));
        Assert.Equal(2, await Cache.GetAsync<int>("half\ud83e"));
    }

    [BackendFact(RefusesUnportableKeys)]
    public async Task Half_a_surrogate_pair_is_refused_in_every_call()
    {
        foreach (string key in (string[])["half\ud83d", "\udc00half", "\ud83d\ud83d\udc00"])
        {
            foreach (var call in CacheCall.All)
                await Assert.ThrowsAsync<InvalidCacheKeyException>(() => call.MakeAsync(Cache, key, CancellationToken.None));
        }
    }

    [BackendFact(None, Unless = RefusesUnportableKeys)]
    public async Task Keys_that_are_not_portable_are_warned_of_in_every_call()
    {
        var cache = Open(_everyWarning);

        foreach (string key in UnportableKeys)
        {
            foreach (var call in CacheCall.All)
            {
                Logs.Forget();
                await call.MakeWhetherPresentOrNotAsync(cache, key);
                Assert.True(Logs.Warnings.Any(line => line.Id.Id == KeyWarning), $"{call} did not warn of '{key}'.");
            }
        }
    }

    [BackendFact(StoresAnything, Unless = RefusesUnportableKeys)]
    public async Task Keys_that_are_not_portable_work_all_the_same()
    {
        foreach (string key in UnportableKeys)
        {
            await Cache.SetAsync(key, key);
            Assert.Equal(key, await Cache.GetAsync<string>(key));
        }

        Assert.Equal(UnportableKeys.Length, (await Cache.GetManyAsync<string>(UnportableKeys)).Count);
        foreach (string key in UnportableKeys)
            Assert.True(await Cache.DeleteAsync(key));
    }

    [BackendFact(None, Unless = RefusesUnportableKeys)]
    public async Task The_length_of_a_key_is_counted_in_characters()
    {
        var cache = Open(_everyWarning);
        await cache.SetAsync(new string('é', 250 - ScopeLength), 1);
        Assert.Empty(Logs.Warnings);

        await cache.SetAsync(new string('é', 251 - ScopeLength), 1);
        Assert.Equal(KeyWarning, Assert.Single(Logs.Warnings).Id.Id);
    }

    [BackendFact(None, Unless = RefusesUnportableKeys)]
    public async Task Prefix_and_version_count_towards_the_length_of_a_key()
    {
        var cache = Open(_everyWarning, ("KeyPrefix", "p"), ("Version", "1"));
        await cache.SetAsync(LongestName[1..], 1);
        Assert.Empty(Logs.Warnings);

        await cache.SetAsync(LongestName, 1);
        await cache.WithVersion(10).SetAsync(LongestName[1..], 1);
        Assert.Equal(2, Logs.Warnings.Count);
    }

    [BackendFact(StoresAnything, Unless = RefusesUnportableKeys)]
    public async Task A_value_that_moved_to_a_longer_key_is_warned_of()
    {
        var cache = Open(_everyWarning, ("Version", "9"));
        await cache.SetAsync(LongestName, 1);
        Assert.Empty(Logs.Warnings);
        await cache.IncrementVersionAsync(LongestName);
        Logs.Forget();

        Assert.Equal(1, await cache.WithVersion(10).GetAsync<int>(LongestName));
        Assert.Equal(KeyWarning, Assert.Single(Logs.Warnings).Id.Id);
    }

    [BackendFact(StoresAnything, Unless = RefusesUnportableKeys)]
    public async Task Keys_that_are_not_portable_are_warned_of_when_they_are_found()
    {
        var cache = Open(_everyWarning);
        foreach (var call in CacheCall.All)
        {
            await cache.SetAsync("with space", 1);
            Logs.Forget();
            await call.MakeWhetherPresentOrNotAsync(cache, "with space");
            Assert.True(Logs.Warnings.Any(line => line.Id.Id == KeyWarning), $"{call} did not warn.");
        }
    }

    [BackendFact(None, Unless = RefusesUnportableKeys)]
    public async Task Only_the_first_key_that_is_not_portable_is_warned_of_at_once()
    {
        await Cache.SetAsync("with space", 1);
        await Cache.SetAsync("with another", 1);
        await Cache.GetAsync<int>("with space");

        Assert.Equal(KeyWarning, Assert.Single(Logs.Warnings).Id.Id);
    }

    [BackendFact(None, Unless = RefusesUnportableKeys)]
    public async Task Warnings_of_keys_can_be_turned_off()
    {
        var cache = Open(("Options:KeyWarnings", "off"));
        await cache.SetAsync("with space", 1);
        await cache.GetAsync<int>("with space");

        Assert.Empty(Logs.Warnings);
    }

    [BackendFact(None, Unless = RefusesUnportableKeys)]
    public async Task A_key_in_the_log_cannot_forge_a_line_and_is_cut_short()
    {
        var cache = Open(_everyWarning);
        await cache.SetAsync("forged\r\nline\u0000", 1);
        await cache.SetAsync(LongestName + "k", 1);

        Assert.All(Logs.Warnings, line => Assert.DoesNotContain(line.Message, character => char.IsControl(character)));
        Assert.DoesNotContain(Logs.Warnings, line => line.Message.Contains(new string('k', 101), StringComparison.Ordinal));
        Assert.Equal(2, Logs.Warnings.Count);
    }

    [BackendFact(None, Unless = RefusesUnportableKeys)]
    public async Task Keys_can_be_kept_out_of_the_log()
    {
        var cache = Open(_everyWarning, ("Options:LogKeys", "false"));
        await cache.SetAsync("my secret", "value");
        await cache.GetAsync<int>("my secret");

        Assert.NotEmpty(Logs.Warnings);
        Assert.DoesNotContain(Logs.Lines, line => line.Message.Contains("secret", StringComparison.Ordinal));
    }

    [BackendFact(RefusesUnportableKeys)]
    public async Task Keys_that_are_not_portable_are_refused_in_every_call()
    {
        await Cache.SetAsync("fine", 7);

        foreach (string key in UnportableKeys)
        {
            foreach (var call in CacheCall.All)
            {
                var refusal = await Assert.ThrowsAsync<InvalidCacheKeyException>(() => call.MakeAsync(Cache, key, CancellationToken.None));
                Assert.Equal(":1:" + key, refusal.Key);
            }
        }

        // SetMany and DeleteMany named it before the refused key.
        Assert.Equal(7, await Cache.GetAsync<int>("fine"));
    }

    [BackendFact(RefusesUnportableKeys)]
    public async Task The_length_of_a_key_is_counted_in_bytes()
    {
        int longest = (LongestKey - ScopeLength) / 2;
        await Cache.SetAsync(new string('é', longest), 1);

        await Assert.ThrowsAsync<InvalidCacheKeyException>(async () => await Cache.SetAsync(new string('é', longest + 1), 1));
        await Assert.ThrowsAsync<InvalidCacheKeyException>(async () => await Cache.GetManyAsync<int>(["fine", new string('é', longest + 1)]));
    }

    [BackendFact(RefusesUnportableKeys)]
    public async Task What_a_key_function_makes_is_refused_too()
    {
        var cache = Open(("KeyFunction", SampleKeys.SpacedName));

        await Assert.ThrowsAsync<InvalidCacheKeyException>(async () => await cache.SetAsync("key", 1));
        await Assert.ThrowsAsync<InvalidCacheKeyException>(async () => await cache.GetAsync<int>("key"));
    }

    [BackendFact(None, Unless = RefusesUnportableKeys)]
    public async Task What_a_key_function_makes_is_warned_of_too()
    {
        var cache = Open(_everyWarning, ("KeyFunction", SampleKeys.SpacedName));

        foreach (var call in CacheCall.All)
        {
            Logs.Forget();
            await call.MakeWhetherPresentOrNotAsync(cache, "key");
            Assert.True(Logs.Warnings.Any(line => line.Id.Id == KeyWarning), $"{call} did not warn.");
        }
    }

    [BackendFact(StoresAnything)]
    public async Task A_key_function_is_given_the_key_the_prefix_and_the_version()
    {
        var caches = OpenAll(
            ("default", [("KeyFunction", SampleKeys.JoinedName), ("KeyPrefix", "site"), ("Version", "3")]),
            ("bare", [("KeyFunction", SampleKeys.BareName)]));

        await caches.Default.SetAsync("key", "value");
        await caches.Default.WithVersion(4).SetManyAsync([KeyValuePair.Create("key", "later")]);

        Assert.Equal("value", await caches["bare"].GetAsync<string>("CUSTOM-site-3-key"));
        Assert.Equal("later", await caches["bare"].GetAsync<string>("CUSTOM-site-4-key"));
        Assert.Equal("value", (await caches.Default.GetManyAsync<string>(["key"]))["key"]);
    }

    [BackendFact(StoresAnything)]
    public async Task A_value_moves_between_the_versions_that_a_key_function_makes()
    {
        var cache = Open(("KeyFunction", SampleKeys.JoinedName));
        await cache.SetAsync("key", "value");

        Assert.Equal(2, await cache.IncrementVersionAsync("key"));

        Assert.False(await cache.ContainsAsync("key"));
        Assert.Equal("value", await cache.WithVersion(2).GetAsync<string>("key"));
    }
}
