using CacheKit.Tests.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Tests.Registration;

/// <summary>Which serializer writes the values of an alias.</summary>
public sealed class AddSerializerTests
{
    private readonly NotedSerializer _one = new("one");
    private readonly NotedSerializer _other = new("other");

    private static async Task SetAsync(ConfiguredCaches caches, string alias = "default")
    {
        await using var services = caches.Build();
        await services.GetRequiredService<ICaches>()[alias].SetAsync("key", new List<int> { 1 }, default, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_registered_serializer_is_the_default_of_all_aliases()
    {
        await SetAsync(ConfiguredCaches.FromJson("{}").With(caches => caches.AddSerializer(_other).AddSerializer(_one)));

        Assert.Equal([typeof(List<int>)], _one.Written);
        Assert.Empty(_other.Written);
    }

    [Fact]
    public async Task A_serializer_can_be_registered_for_those_who_name_it_only()
    {
        var caches = ConfiguredCaches.FromPairs(
            ("Caches:default:Backend", "locmem"), ("Caches:named:Backend", "locmem"), ("Caches:named:Options:Serializer", "ONE"))
            .With(builder => builder.AddSerializer(_one, asDefault: false));

        await SetAsync(caches);
        Assert.Empty(_one.Written);
        await SetAsync(caches, "named");
        Assert.Equal([typeof(List<int>)], _one.Written);
    }

    [Fact]
    public async Task JSON_can_be_named_beside_another_default()
    {
        await SetAsync(ConfiguredCaches.FromPairs(("Caches:default:Options:Serializer", "json")).With(caches => caches.AddSerializer(_one)));

        Assert.Empty(_one.Written);
    }

    [Fact]
    public async Task A_type_can_have_a_serializer_of_its_own()
    {
        await SetAsync(ConfiguredCaches.FromJson("{}").With(caches => caches.AddSerializer(_other).AddSerializer<List<int>>(_one)));

        Assert.Equal([typeof(List<int>)], _one.Written);
        Assert.Empty(_other.Written);
    }

    [Fact]
    public void A_serializer_that_is_not_registered_is_an_error() =>
        Assert.Equal(
            "Caches:default:Options:Serializer is 'on', which is not registered (AddSerializer). Did you mean 'one'?",
            ConfiguredCaches.FromPairs(("Caches:default:Options:Serializer", "on")).With(caches => caches.AddSerializer(_one)).Error());

    [Fact]
    public void A_name_that_no_payload_could_hold_is_refused_at_once() =>
        Assert.Throws<ArgumentException>(static () => new ServiceCollection().AddCacheKit().AddSerializer(new NotedSerializer("No Name")));

    [Fact]
    public void A_type_that_has_a_form_of_its_own_is_refused_at_once() =>
        Assert.Throws<ArgumentException>(() => new ServiceCollection().AddCacheKit().AddSerializer<string>(_one));
}
