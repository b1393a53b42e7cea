using CacheKit.Backends;
using CacheKit.Keys;
using CsCheck;

namespace CacheKit.Tests.Keys;

public sealed class KeyRulesTests
{
    [Fact]
    public void A_final_key_of_250_characters_is_portable_and_one_of_251_is_not()
    {
        Assert.True(KeyRules.IsPortable(":1:", new string('k', 247)));
        Assert.False(KeyRules.IsPortable(":1:", new string('k', 248)));
    }

    [Fact]
    public void Wherever_a_forbidden_character_stands_it_is_found()
    {
        Gen.Select(Gen.Char['!', '~'].Array[0, 60], Gen.OneOf(Gen.Int[0, 32], Gen.Const(127)), Gen.Int[0, 1000]).Sample((clean, forbidden, place) =>
        {
            string key = new(clean);
            string dirty = key.Insert(place % (key.Length + 1), ((char)forbidden).ToString());
            return KeyRules.IsClean(key) && !KeyRules.IsClean(dirty);
        });
    }

    [Fact]
    public void Arbitrary_text_is_clean_exactly_when_no_unit_is_below_33_or_127() =>
        Gen.Char.Array[0, 40].Sample(units => KeyRules.IsClean(units) == units.All(static unit => unit >= 33 && unit != 127));

    [Fact]
    public void Where_the_backend_refuses_the_length_counts_bytes()
    {
        Assert.True(KeyRules.IsAccepted(new CacheKey(":1:", new string('é', 123))));
        Assert.False(KeyRules.IsAccepted(new CacheKey(":1:", new string('é', 124))));
    }

    [Fact]
    public void A_fault_names_the_character_and_its_place()
    {
        string fault = KeyRules.FaultOf(new CacheKey(":1:", "a b"), CacheKeyPolicy.Warn);

        Assert.Contains("U+0020 at 4", fault, StringComparison.Ordinal);
    }
}
