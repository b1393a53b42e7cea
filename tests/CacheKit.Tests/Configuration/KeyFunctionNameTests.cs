using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Tests.Configuration;

public sealed class KeyFunctionNameTests
{
    private static ConfiguredCaches Named(string name) => ConfiguredCaches.FromPairs(("Caches:default:KEY_FUNCTION", name));

    [Fact]
    public void A_method_is_found_by_its_name() =>
        Assert.Equal("k|2|p", Named(KeyFunctions.NameOf(nameof(KeyFunctions.Reversed))).Settings().KeyFunction!("k", "p", 2));

    [Fact]
    public void A_method_need_not_be_public() =>
        Assert.Equal("k", Named(KeyFunctions.NameOf(nameof(KeyFunctions.Internal))).Settings().KeyFunction!("k", "p", 2));

    [Fact]
    public void A_method_of_a_nested_type_is_found() =>
        Assert.Equal("k!", Named(KeyFunctions.NameOf("X").Replace(".X", "+Nested.Function", StringComparison.Ordinal)).Settings().KeyFunction!("k", "p", 2));

    [Theory]
    [InlineData("TooFew")]
    [InlineData("NoText")]
    public void A_method_of_another_signature_is_an_error(string method) =>
        Assert.Equal(
            $"Caches:default:KEY_FUNCTION is '{KeyFunctions.NameOf(method)}': the method must be static string {method}(string key, string keyPrefix, "
            + "int version).",
            Named(KeyFunctions.NameOf(method)).Error());

    [Fact]
    public void A_method_of_an_instance_is_an_error() =>
        Assert.Contains(
            "must be static", Named(KeyFunctions.NameOf("X").Replace(".X", "+Nested.OfInstance", StringComparison.Ordinal)).Error(),
            StringComparison.Ordinal);

    [Fact]
    public void A_method_that_is_not_there_is_an_error() =>
        Assert.Contains("has no method 'Missing'", Named(KeyFunctions.NameOf("Missing")).Error(), StringComparison.Ordinal);

    [Theory]
    [InlineData("No.Such.Type.Method, CacheKit.Tests")]
    [InlineData("No.Such.Type.Method, No.Such.Assembly")]
    [InlineData("[[.x, y")]
    [InlineData("A.B, C, Version=x")]
    public void A_type_that_is_not_there_is_an_error(string name) =>
        Assert.Contains("there is no type", Named(name).Error(), StringComparison.Ordinal);

    [Theory]
    [InlineData("path.to.function")]
    [InlineData("Method, Assembly")]
    [InlineData("")]
    [InlineData(",")]
    public void A_text_of_another_form_is_an_error_that_shows_the_form(string name) =>
        Assert.Contains("expected a static method as 'Namespace.Type.Method, Assembly'", Named(name).Error(), StringComparison.Ordinal);

    [Fact]
    public void Code_gives_it_as_a_delegate() =>
        Assert.Equal("p/k/1", ConfiguredCaches.FromJson("{}")
            .With(static caches => caches.Configure("default", static options => options.KeyFunction = static (key, prefix, version) => $"{prefix}/{key}/{version}"))
            .Settings().KeyFunction!("k", "p", 1));
}
