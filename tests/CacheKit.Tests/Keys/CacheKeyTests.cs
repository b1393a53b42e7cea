using CacheKit.Keys;
using CsCheck;

namespace CacheKit.Tests.Keys;

public sealed class CacheKeyTests
{
    [Fact]
    public void Keys_are_equal_exactly_when_their_joined_texts_are() =>
        Gen.Select(
            Gen.String[Gen.Char["ab:"], 0, 4], Gen.String[Gen.Char["ab:"], 0, 4], Gen.String[Gen.Char["ab:"], 0, 4],
            Gen.String[Gen.Char["ab:"], 0, 4]).Sample((scope, name, otherScope, otherName) =>
        {
            var key = new CacheKey(scope, name);
            var other = new CacheKey(otherScope, otherName);
            bool same = scope + name == otherScope + otherName;
            return (key == other) == same && (!same || key.GetHashCode() == other.GetHashCode());
        });

    [Fact]
    public void Two_names_in_one_scope_never_share_a_key() =>
        Gen.Select(Gen.String, Gen.String, Gen.String, Gen.Int).Sample((prefix, name, other, version) =>
        {
            var keys = new KeySpace(prefix, version, null);
            return name == other || keys.KeyOf(name).ToString() != keys.KeyOf(other).ToString();
        });

    [Fact]
    public void Two_versions_of_a_name_never_share_a_key() =>
        Gen.Select(Gen.String, Gen.String, Gen.Int, Gen.Int).Sample((prefix, name, version, other) =>
            version == other || new KeySpace(prefix, version, null).KeyOf(name) != new KeySpace(prefix, other, null).KeyOf(name));

    [Fact]
    public void The_final_key_is_prefix_version_and_name() =>
        Assert.Equal("site:2:home", new KeySpace("site", 2, null).KeyOf("home").ToString());

    [Fact]
    public void With_a_key_function_the_name_is_its_result_and_there_is_no_scope()
    {
        var key = new KeySpace("p", 3, static (name, prefix, version) => $"{name}/{prefix}/{version}").KeyOf("home");

        Assert.Equal(("", "home/p/3"), (key.Scope, key.Name));
    }

    [Fact]
    public void A_key_function_that_returns_null_is_an_error() =>
        Assert.Throws<InvalidOperationException>(() => new KeySpace("", 1, static (_, _, _) => null!).KeyOf("home"));
}
