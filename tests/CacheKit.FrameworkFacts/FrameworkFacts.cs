using System.Net;
using CacheKit.Conformance;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZiggyCreatures.Caching.Fusion;

namespace CacheKit.FrameworkFacts;

/// <summary>
/// What .NET itself and FusionCache do with aliases of CacheKit on one backend: sessions and antiforgery, output caching,
/// and the second levels of HybridCache and FusionCache, in one instance of an application and, where the backend is shared,
/// in two.
/// </summary>
public abstract class FrameworkFacts : IAsyncLifetime
{
    private static readonly HybridCacheEntryOptions _secondLevel = new() { Expiration = TimeSpan.FromHours(1), Flags = HybridCacheEntryFlags.DisableLocalCache };

    private static readonly HybridCacheEntryOptions _secondLevelOnly = new() { Flags = HybridCacheEntryFlags.DisableLocalCache | HybridCacheEntryFlags.DisableUnderlyingData };

    private static readonly FusionCacheEntryOptions _fusionSecondLevel = new(TimeSpan.FromHours(1)) { SkipMemoryCacheRead = true, SkipMemoryCacheWrite = true };

    private readonly Visitor _visitor = new();
    private readonly List<FrameworkSite> _sites = [];

    /// <inheritdoc/>
    public virtual ValueTask InitializeAsync() => default;

    /// <inheritdoc/>
    public virtual async ValueTask DisposeAsync()
    {
        foreach (var site in _sites)
            await site.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>The settings of every alias, on a store that is empty for each fact.</summary>
    protected abstract void Configure(IDictionary<string, string?> settings);

    /// <summary>Registers the backend, when it is not one of CacheKit's core.</summary>
    protected virtual void Register(ICacheKitBuilder builder)
    {
    }

    [Fact]
    public async Task A_session_goes_on_from_request_to_request()
    {
        var site = await StartAsync();

        Assert.Equal("1", await site.GetAsync("/visit"));
        Assert.Equal("2", await site.GetAsync("/visit"));
        Assert.Equal("3", await site.GetAsync("/visit"));
    }

    [BackendFact(BackendTraits.SharedAcrossProcesses)]
    public async Task A_session_goes_on_at_another_instance()
    {
        var (one, other) = (await StartAsync(), await StartAsync());

        Assert.Equal("1", await one.GetAsync("/visit"));
        Assert.Equal("2", await other.GetAsync("/visit"));
        Assert.Equal("3", await one.GetAsync("/visit"));
    }

    [Fact]
    public async Task A_form_with_its_token_finds_its_session()
    {
        var site = await StartAsync();
        await site.GetAsync("/visit");
        string token = await site.GetAsync("/token");

        Assert.Equal((HttpStatusCode.OK, "2"), await site.SignAsync(token));
        Assert.Equal((HttpStatusCode.BadRequest, ""), await site.SignAsync("forged"));
        Assert.Equal("3", await site.GetAsync("/visit"));
    }

    [Fact]
    public async Task A_page_is_made_once_until_its_tag_is_evicted()
    {
        var site = await StartAsync();

        Assert.Equal("page 1", await site.GetAsync("/page"));
        Assert.Equal("page 1", await site.GetAsync("/page"));
        string large = await site.GetAsync("/large");
        Assert.Equal(large, await site.GetAsync("/large"));

        await site.Services.GetRequiredService<IOutputCacheStore>().EvictByTagAsync("all", default);
        Assert.Equal("page 3", await site.GetAsync("/page"));
        Assert.Equal(large, await site.GetAsync("/large"));
    }

    [Theory]
    [InlineData("all")]
    [InlineData("")]
    [InlineData(" white\tspace\r\n")]
    [InlineData("product:7#*?%")]
    [InlineData("日本語 \ud83d")]
    public async Task A_tag_of_any_name_evicts_all_responses_that_have_it_and_no_other(string tag)
    {
        var store = (await StartAsync()).Services.GetRequiredService<IOutputCacheStore>();
        string[] tagged = [.. Enumerable.Range(0, 50).Select(static number => $"tagged {number}")];
        foreach (string key in tagged)
            await store.SetAsync(key, [1], [tag, "each"], TimeSpan.FromHours(1), default);
        await store.SetAsync("other", [2], [tag + "-", "each"], TimeSpan.FromHours(1), default);
        Assert.Equal([1], await store.GetAsync(tagged[^1], default));

        await store.EvictByTagAsync(tag, default);

        foreach (string key in tagged)
            Assert.Null(await store.GetAsync(key, default));
        Assert.Equal([2], await store.GetAsync("other", default));
        await store.SetAsync(tagged[0], [3], [tag], TimeSpan.FromHours(1), default);
        Assert.Equal([3], await store.GetAsync(tagged[0], default));
    }

    [BackendFact(BackendTraits.SharedAcrossProcesses)]
    public async Task A_page_that_one_instance_made_the_other_serves_until_either_evicts_its_tag()
    {
        var (one, other) = (await StartAsync(), await StartAsync());

        Assert.Equal("page 1", await one.GetAsync("/page"));
        Assert.Equal("page 1", await other.GetAsync("/page"));

        await other.Services.GetRequiredService<IOutputCacheStore>().EvictByTagAsync("all", default);
        Assert.Equal("page 2", await one.GetAsync("/page"));
        Assert.Equal("page 2", await other.GetAsync("/page"));
    }

    [Fact]
    public async Task HybridCache_finds_in_its_second_level_what_it_put_there()
    {
        var site = await StartAsync();
        var cache = site.Services.GetRequiredService<HybridCache>();

        Assert.Equal("value 1", await MakeAsync(cache, "key"));
        Assert.Equal("value 1", await FindAsync(cache, "key"));
        Assert.Equal("value 1", await MakeAsync(cache, "key"));
        Assert.Equal("value 2", await MakeAsync(cache, "another key"));

        await cache.RemoveAsync("key");
        Assert.Equal("value 3", await MakeAsync(cache, "key"));
        Assert.Equal("value 3", await FindAsync(cache, "key"));
        await cache.RemoveByTagAsync("tag");
        Assert.Equal("value 4", await MakeAsync(cache, "key"));
    }

    [Fact]
    public async Task HybridCache_keeps_large_values_there()
    {
        var site = await StartAsync();
        var cache = site.Services.GetRequiredService<HybridCache>();
        byte[] large = new byte[200_000];
        Random.Shared.NextBytes(large);

        await cache.SetAsync("key", large, _secondLevel);

        Assert.Equal(large, await cache.GetOrCreateAsync("key", static _ => new ValueTask<byte[]>([]), _secondLevel));
    }

    [BackendFact(BackendTraits.SharedAcrossProcesses)]
    public async Task HybridCache_finds_what_another_instance_made()
    {
        var (one, other) = (await StartAsync(), await StartAsync());

        Assert.Equal("value 1", await MakeAsync(one.Services.GetRequiredService<HybridCache>(), "key"));
        Assert.Equal("value 1", await FindAsync(other.Services.GetRequiredService<HybridCache>(), "key"));
        Assert.Equal("value 1", await MakeAsync(other.Services.GetRequiredService<HybridCache>(), "key"));
    }

    [BackendFact(BackendTraits.SharedAcrossProcesses)]
    public async Task A_tag_that_one_instance_of_HybridCache_removes_counts_for_one_that_starts_later()
    {
        var (one, other) = (await StartAsync(), await StartAsync());
        Assert.Equal("value 1", await MakeAsync(one.Services.GetRequiredService<HybridCache>(), "key"));
        Assert.Equal("value 1", await FindAsync(other.Services.GetRequiredService<HybridCache>(), "key"));

        await other.Services.GetRequiredService<HybridCache>().RemoveByTagAsync("tag");

        var third = await StartAsync();
        Assert.Equal("value 2", await MakeAsync(third.Services.GetRequiredService<HybridCache>(), "key"));
    }

    [Fact]
    public async Task HybridCache_makes_anew_what_it_cannot_read_there()
    {
        var site = await StartAsync();
        await site.Services.GetRequiredKeyedService<IDistributedCache>(FrameworkSite.SecondAlias).SetAsync("key", "spoilt"u8.ToArray());

        Assert.Equal("value 1", await MakeAsync(site.Services.GetRequiredService<HybridCache>(), "key"));
    }

    [Fact]
    public async Task FusionCache_finds_in_its_second_level_what_it_put_there()
    {
        var site = await StartAsync();
        var cache = site.Services.GetRequiredService<IFusionCache>();

        Assert.Equal("value 1", await MakeAsync(cache, "key"));
        Assert.Equal("value 1", await MakeAsync(cache, "key"));
        Assert.Equal("value 2", await MakeAsync(cache, "another key"));

        await cache.RemoveAsync("key", _fusionSecondLevel);
        Assert.Equal("value 3", await MakeAsync(cache, "key"));
    }

    [BackendFact(BackendTraits.SharedAcrossProcesses)]
    public async Task FusionCache_finds_what_another_instance_made()
    {
        var (one, other) = (await StartAsync(), await StartAsync());

        Assert.Equal("value 1", await MakeAsync(one.Services.GetRequiredService<IFusionCache>(), "key"));
        Assert.Equal("value 1", await MakeAsync(other.Services.GetRequiredService<IFusionCache>(), "key"));
    }

    [Fact]
    public async Task FusionCache_falls_back_on_what_is_past_its_time_there()
    {
        var cache = (await StartAsync()).Services.GetRequiredService<IFusionCache>();
        var brief = _fusionSecondLevel.Duplicate(TimeSpan.FromMilliseconds(1)).SetFailSafe(true, TimeSpan.FromHours(1), TimeSpan.FromMilliseconds(1));
        await cache.SetAsync("key", "value", brief);

        Assert.Equal("value", await cache.GetOrSetAsync<string>("key", static (_, _) => Task.FromException<string>(new IOException("The source is down.")), brief));
    }

    [Fact]
    public async Task FusionCache_removes_there_by_tag()
    {
        var cache = (await StartAsync()).Services.GetRequiredService<IFusionCache>();
        foreach (string key in (string[])["one", "two"])
            await cache.SetAsync(key, "tagged", _fusionSecondLevel, ["tag", key]);

        await cache.RemoveByTagAsync("tag");
        Assert.Equal("value 1", await MakeAsync(cache, "one"));
        Assert.Equal("value 2", await MakeAsync(cache, "two"));

        await cache.ClearAsync();
        Assert.Equal("value 3", await MakeAsync(cache, "one"));
    }

    [BackendFact(BackendTraits.SharedAcrossProcesses)]
    public async Task A_tag_that_one_instance_of_FusionCache_removes_counts_for_one_that_starts_later()
    {
        var (one, other) = (await StartAsync(), await StartAsync());
        await one.Services.GetRequiredService<IFusionCache>().SetAsync("key", "tagged", _fusionSecondLevel, ["tag"]);

        await other.Services.GetRequiredService<IFusionCache>().RemoveByTagAsync("tag");

        var third = await StartAsync();
        Assert.Equal("value 1", await MakeAsync(third.Services.GetRequiredService<IFusionCache>(), "key"));
    }

    /// <summary>Starts an instance.</summary>
    private async Task<FrameworkSite> StartAsync()
    {
        var settings = new Dictionary<string, string?>();
        Configure(settings);
        var site = await FrameworkSite.StartAsync(settings, Register, _visitor);
        _sites.Add(site);
        return site;
    }

    private ValueTask<string> MakeAsync(HybridCache cache, string key) =>
        cache.GetOrCreateAsync(key, _ => new ValueTask<string>($"value {_visitor.Next()}"), _secondLevel, ["tag"]);

    /// <summary>What the second level holds, once it does: HybridCache returns a value before it has written it there.</summary>
    private static async Task<string> FindAsync(HybridCache cache, string key)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            if (await cache.GetOrCreateAsync(key, static _ => new ValueTask<string?>((string?)null), _secondLevelOnly, cancellationToken: patience.Token) is { } found)
                return found;
            await Task.Delay(TimeSpan.FromMilliseconds(20), patience.Token);
        }
    }

    private ValueTask<string> MakeAsync(IFusionCache cache, string key) =>
        cache.GetOrSetAsync<string>(key, (_, _) => Task.FromResult($"value {_visitor.Next()}"), _fusionSecondLevel);
}
