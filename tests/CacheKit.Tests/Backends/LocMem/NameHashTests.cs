using CacheKit.Backends.LocMem;

namespace CacheKit.Tests.Backends.LocMem;

public sealed class NameHashTests
{
    [Fact]
    public void Equal_names_have_one_hash()
    {
        for (int length = 0; length <= 80; length++)
        {
            string name = new('k', length);
            Assert.Equal(NameHash.Of(name), NameHash.Of(new string(name.AsSpan())));
        }
    }

    [Fact]
    public void Every_character_counts_at_every_length()
    {
        for (int length = 1; length <= 80; length++)
        {
            var hashes = new HashSet<int> { NameHash.Of(new string('k', length)) };
            for (int place = 0; place < length; place++)
            {
                char[] changed = new string('k', length).ToCharArray();
                changed[place] = 'l';
                hashes.Add(NameHash.Of(new string(changed)));
            }

            // One in millions may coincide by chance, whatever the secrets are.
            Assert.InRange(hashes.Count, length, length + 1);
        }
    }

    [Fact]
    public void A_name_of_zeros_is_not_one_of_fewer() =>
        Assert.Equal(41, Enumerable.Range(0, 41).Select(static length => NameHash.Of(new string('\0', length))).Distinct().Count());

    [Theory]
    [InlineData("user:{0}:name")]
    [InlineData("{0}")]
    [InlineData("a-long-prefix-that-fills-more-than-one-block:{0}")]
    public void Names_that_count_up_spread_over_all_places(string format)
    {
        const int Names = 1 << 16;
        int[] places = new int[Names];
        for (int number = 0; number < Names; number++)
            places[NameHash.Of(string.Format(System.Globalization.CultureInfo.InvariantCulture, format, number)) & (Names - 1)]++;

        // A random function leaves 1/e of the places empty, and puts a dozen names into none but one in millions. The secrets
        // are new in each run; one pair in a thousand leaves 0.4 of them empty.
        Assert.InRange(places.Count(static names => names == 0), (int)(0.35 * Names), (int)(0.45 * Names));
        Assert.InRange(places.Max(), 1, 16);
    }
}
