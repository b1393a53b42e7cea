using CacheKit.Configuration;
using CacheKit.Configuration.Reload;
using CacheKit.Tests.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Tests.Registration;

/// <summary>The section <c>Caches</c> changes while the application runs.</summary>
public sealed class CachesReloadTests : IDisposable
{
    private readonly IConfigurationRoot _configuration = new ConfigurationBuilder().AddInMemoryCollection().Build();
    private readonly FakeTimeProvider _time = new();
    private readonly ConfiguredCaches _caches;
    private ServiceProvider? _services;

    public CachesReloadTests() => _caches = ConfiguredCaches.From(_configuration).With(caches => caches.Services.AddSingleton<TimeProvider>(_time));

    public void Dispose() => _services?.Dispose();

    [Fact]
    public void What_is_wrong_with_any_alias_changes_none_and_is_told_once_as_at_the_start()
    {
        var cache = Start(("Caches:default:Timeout", "300"), ("Caches:reports:Backend", "locmem"));

        Change(("Caches:default:Timeout", "10"), ("Caches:reports:Options:MaxEntries", "many"));
        Change(("Caches:default:Timeout", "20"));

        Assert.Equal(300, LifetimeIn(cache));
        Assert.Contains("Caches:reports:Options:MaxEntries is 'many'; expected a whole number", Assert.Single(Told(1111)), StringComparison.Ordinal);
        Assert.Empty(Told(1110));
    }

    [Fact]
    public void What_the_applications_own_code_throws_changes_nothing_and_is_told()
    {
        var fails = false;
        _caches.With(caches => caches.Configure("default", options => options.Version = fails ? throw new InvalidOperationException("no flag store") : 1));
        var cache = Start();

        fails = true;
        Change(("Caches:default:Timeout", "10"));

        Assert.Equal(300, LifetimeIn(cache));
        Assert.Contains("no flag store", Assert.Single(Told(1111)), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_part_of_keys_or_of_the_backend_waits_for_the_next_start_and_is_told_once_by_name_without_secrets()
    {
        var cache = Start(("Caches:default:Backend", "locmem"), ("Caches:default:Location", "a"), ("Caches:old:Backend", "dummy"));
        cache.Set("key", "kept");

        (string, string?)[] changes = [
            ("Caches:default:KeyPrefix", "p"), ("Caches:default:Location", "host=secret"), ("Caches:default:Options:CompressAbove", "10"),
            ("Caches:old:Options:MaxEntries", "7"), ("Caches:new:Backend", "dummy")];
        Change(changes);
        Change(changes);

        Assert.Equal("kept", cache.Get<string>("key"));
        var told = Assert.Single(Told(1112));
        Assert.Contains(
            ": Caches:default:Location, Caches:default:KeyPrefix, Caches:default:Options:CompressAbove, Caches:old:Options:MaxEntries, "
            + "Caches:new.", told, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", told, StringComparison.Ordinal);
    }

    [Fact]
    public void A_configuration_that_says_the_same_is_not_told()
    {
        Start(("Caches:default:Timeout", "60"), ("Caches:default:Options:LogKeys", "true"));

        Change(("Caches:default:Timeout", "60.0"), ("Caches:default:Options:LogKeys", "TRUE"));

        Assert.Empty(Told(1110, 1111, 1112));
    }

    [Fact]
    public void A_function_that_is_found_anew_is_the_same_function()
    {
        Start(("Caches:default:KeyFunction", KeyFunctions.NameOf(nameof(KeyFunctions.Reversed))));

        Change(("Caches:default:Timeout", "60"));

        Assert.Single(Told(1110));
        Assert.Empty(Told(1111, 1112));
    }

    [Fact]
    public void A_new_timeout_holds_for_what_is_set_from_then_on_in_every_version()
    {
        var cache = Start(("Caches:default:Timeout", "300"));
        var second = cache.WithVersion(2);
        cache.Set("before", 1);

        Change(("Caches:default:Timeout", "never"));

        Assert.Null(LifetimeIn(cache));
        Assert.Null(LifetimeIn(second));
        Assert.Equal("The configuration has changed: Caches:default:Timeout is never (was 300).", Assert.Single(Told(1110)));
        _time.Advance(TimeSpan.FromSeconds(301));
        Assert.False(cache.Contains("before"));
    }

    [Fact]
    public void Values_that_cannot_be_read_are_errors_from_then_on_and_keys_are_hidden()
    {
        var cache = Start();
        cache.Set("a-name", "text");
        Assert.Null(cache.Get<Uri>("a-name"));

        Change(("Caches:default:Options:OnUnreadable", "throw"), ("Caches:default:Options:LogKeys", "false"));

        var failure = Assert.Throws<CacheSerializationException>(() => cache.Get<Uri>("a-name"));
        Assert.DoesNotContain("a-name", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_are_warned_of_as_often_as_is_said_now()
    {
        var cache = Start(("Caches:default:Options:KeyWarnings", "off"));
        cache.Set("a b", 1);
        Assert.Empty(Told(1001));

        Change(("Caches:default:Options:KeyWarnings", "always"));
        cache.Set("a b", 1);
        cache.Set("c d", 1);

        Assert.Equal(2, Told(1001).Count);
    }

    [Fact]
    public void A_store_in_this_process_holds_as_many_entries_as_is_said_now()
    {
        var cache = Start(("Caches:default:Options:MaxEntries", "4"), ("Caches:default:Options:CullFrequency", "0"));
        Fill(cache, 4);

        Change(("Caches:default:Options:MaxEntries", "8"));
        Fill(cache, 8);
        Assert.Equal(8, Kept(cache));

        Change(("Caches:default:Options:MaxEntries", "2"));
        cache.Set("one more", 1);
        Assert.Equal(0, Kept(cache));
    }

    [Fact]
    public void A_section_that_was_not_there_at_the_start_counts_too()
    {
        var cache = Start();
        Assert.Equal(300, LifetimeIn(cache));

        Change(("Caches:default:Timeout", "60"));

        Assert.Equal(60, LifetimeIn(cache));
    }

    [Fact]
    public void After_the_caches_are_closed_nobody_listens()
    {
        Start(("Caches:default:Timeout", "300"));
        _services!.Dispose();

        Change(("Caches:default:Timeout", "60"));

        Assert.Empty(Told(1110, 1111, 1112));
    }

    [Fact]
    public void Every_setting_either_changes_or_does_not_and_all_can_be_set_in_code()
    {
        // A location is set as a text or as a list.
        var properties = typeof(CacheOptions).GetProperties().Select(static property => property.Name).Except(["Locations", "BackendOptions"]).Order(StringComparer.Ordinal);

        Assert.Equal(
            properties,
            CacheOptionSettings.Live.Concat(CacheOptionSettings.Limits).Concat(CacheOptionSettings.Fixed)
                .Select(static setting => setting.Name.Split(':')[^1]).Order(StringComparer.Ordinal));
        Assert.Equal(
            properties,
            ConfigureCacheOptions.SettingNames.Except(["Options"]).Concat(ConfigureCacheOptions.CommonOptionNames).Order(StringComparer.Ordinal));
    }

    private ICache Start(params (string Key, string? Value)[] settings)
    {
        foreach (var (key, value) in settings)
            _configuration[key] = value;
        _services = _caches.Build();
        return _services.GetRequiredService<ICache>();
    }

    private void Change(params (string Key, string? Value)[] settings)
    {
        foreach (var (key, value) in settings)
            _configuration[key] = value;
        _configuration.Reload();
    }

    private static double? LifetimeIn(ICache cache)
    {
        cache.Set("measured", 1);
        return cache.GetTimeToLive("measured").Value?.TotalSeconds;
    }

    private static void Fill(ICache cache, int count)
    {
        for (var i = 0; i < count; i++)
            cache.Set($"{i}", i);
    }

    private static int Kept(ICache cache) => Enumerable.Range(0, 10).Count(i => cache.Contains($"{i}"));

    private List<string> Told(params int[] ids) =>
        [.. _caches.Logs.GetSnapshot().Where(record => ids.Contains(record.Id.Id)).Select(static record => record.Message)];
}
