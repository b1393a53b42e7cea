using System.Globalization;
using CacheKit.AspNetCore.Fragments;
using CsCheck;

namespace CacheKit.AspNetCore.Tests.Fragments;

public sealed class FragmentKeyTests
{
    private enum Colour
    {
        Red,
    }

    private enum Fruit
    {
        Cherry,
    }

    private static readonly object?[] _alike =
        [null, "", "-", "1", 1, '1', true, "True", 1.0, 1f, 1m, 1.0m, Colour.Red, Fruit.Cherry, 0, "\ud800", "\ud801", "[", "]", "s1:a", "a:b", "b"];

    /// <summary>Lists of lists of values, as alike as they can be while they differ.</summary>
    private static Gen<object?[]> Lists()
    {
        var values = Gen.OneOf<object?>(
            Gen.Int[0, _alike.Length - 1].Select(static place => _alike[place]),
            Gen.String[0, 3].Select(static text => (object?)text),
            Gen.Long[-3, 3].Select(static number => (object?)number),
            Gen.Guid.Select(static id => (object?)id));
        var lists = values.Array[2, 3].Select(static list => (object?)list);
        return Gen.OneOf(values, lists).Array[0, 4];
    }

    [Fact]
    public void Two_lists_of_values_never_share_a_key() => Check.Sample(
        Gen.Select(Lists(), Lists()),
        (left, right) => (CacheFragment.Key("name", left) == CacheFragment.Key("name", right)) == Same(Flat(left), Flat(right)),
        iter: 20_000);

    [Fact]
    public void Values_that_look_alike_have_keys_of_their_own()
    {
        var keys = _alike.Select(static value => CacheFragment.Key("name", [value])).ToArray();

        Assert.Equal(keys.Length, keys.Distinct().Count());
    }

    [Fact]
    public void Two_names_never_share_a_key() => Check.Sample(
        Gen.Select(Gen.String[Gen.Char["ab:[]1s\ud800 "], 1, 6], Gen.String[Gen.Char["ab:[]1s\ud800 "], 1, 6], Lists()),
        (left, right, values) => (CacheFragment.Key(left, values) == CacheFragment.Key(right, values)) == (left == right));

    [Fact]
    public void Every_backend_can_hold_a_key() => Check.Sample(
        Gen.Select(Gen.String[1, 300], Lists()),
        (name, values) =>
        {
            var key = CacheFragment.Key(name, values);
            return key.Length <= 175 && key.All(static c => c is > ' ' and < '\u007f');
        });

    [Theory]
    [InlineData("de-DE")]
    [InlineData("fa-IR")]
    public void A_key_does_not_depend_on_the_culture_it_is_made_in(string culture)
    {
        object?[] values = [1.5, -1, new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc), 2.5m, TimeSpan.FromSeconds(1.5)];
        var key = CacheFragment.Key("name", values);
        var before = CultureInfo.CurrentCulture;

        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        var other = CacheFragment.Key("name", values);
        CultureInfo.CurrentCulture = before;

        Assert.Equal(key, other);
    }

    [Fact]
    public void A_key_stays_the_same_from_release_to_release()
    {
        Assert.Equal("fragment:sidebar", CacheFragment.Key("sidebar"));

        // SHA-256 of s7:sidebar[i1:1s1:a-]-- in UTF-16, little-endian.
        Assert.Equal("fragment:sidebar:e6565fedf743325b0c49f1b9a313ccc12a2eb06573b63f73599ed4976e8ba89d", CacheFragment.Key("sidebar", 1, "a", null));
    }

    [Fact]
    public void One_integer_is_the_same_in_every_integer_type() =>
        Assert.Single(new object[] { (sbyte)7, (byte)7, (short)7, (ushort)7, 7, 7u, 7L, 7ul, (nint)7, (Int128)7 }.Select(number => CacheFragment.Key("name", number)).Distinct());

    [Fact]
    public void A_key_is_the_same_whatever_culture_asks_for_it()
    {
        object[] values = [-1, -1.5, -1.5m, (DayOfWeek)(-1), new DateTime(2026, 5, 4), TimeSpan.FromDays(-1.5)];
        var keys = Array.ConvertAll(values, static value => CacheFragment.Key("name", value));
        var before = CultureInfo.CurrentCulture;
        try
        {
            // A minus, a comma for decimals, a calendar that no other culture has.
            foreach (var culture in new[] { "sv-SE", "de-DE", "ar-SA", "fa-IR" })
            {
                CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
                Assert.Equal(keys, Array.ConvertAll(values, static value => CacheFragment.Key("name", value)));
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void A_single_array_or_tuple_is_the_list_itself()
    {
        var key = CacheFragment.Key("name", 1, 2);

        Assert.Equal(key, CacheFragment.Key("name", new[] { 1, 2 }));
        Assert.Equal(key, CacheFragment.Key("name", (1, 2)));
        Assert.Equal(key, CacheFragment.Key("name", new List<long> { 1, 2 }));
        Assert.NotEqual(key, CacheFragment.Key("name", (1, 2), 3));
        Assert.NotEqual(CacheFragment.Key("name", (1, 2), 3), CacheFragment.Key("name", 1, 2, 3));
    }

    [Fact]
    public void A_null_is_one_value()
    {
        Assert.Equal(CacheFragment.Key("name", (object?)null), CacheFragment.Key("name", null!));
        Assert.NotEqual(CacheFragment.Key("name"), CacheFragment.Key("name", null!));
    }

    [Fact]
    public void User_and_culture_may_stand_anywhere_but_once()
    {
        var user = new FragmentUser("1");
        var culture = new FragmentCulture("de");

        Assert.Equal(CacheFragment.Key("name", user, 1, culture), CacheFragment.Key("name", 1, culture, user));
        Assert.Equal(CacheFragment.Key("name", 1, 2, user), CacheFragment.Key("name", new[] { 1, 2 }, user));
        Assert.NotEqual(CacheFragment.Key("name", 1, user), CacheFragment.Key("name", 1, "1"));
        Assert.NotEqual(CacheFragment.Key("name", new FragmentUser("1", "a")), CacheFragment.Key("name", new FragmentUser("1", "b")));
        Assert.NotEqual(CacheFragment.Key("name", new FragmentUser("1", AuthenticationType: "a")), CacheFragment.Key("name", new FragmentUser("1", AuthenticationType: "b")));
        Assert.NotEqual(CacheFragment.Key("name", new FragmentCulture("de", "fr")), CacheFragment.Key("name", new FragmentCulture("fr", "de")));
        Assert.Equal(CacheFragment.Key("name", FragmentUser.Anonymous), CacheFragment.Key("name", new FragmentUser(null)));
        Assert.Throws<ArgumentException>(() => CacheFragment.Key("name", user, user));
        Assert.Throws<ArgumentException>(() => CacheFragment.Key("name", culture, culture));
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    public void A_fragment_needs_a_name(string? name) => Assert.ThrowsAny<ArgumentException>(() => CacheFragment.Key(name!));

    [Theory]
    [InlineData("500", 500)]
    [InlineData("0.5", 0.5)]
    [InlineData("0", 0)]
    [InlineData("-1", 0)]
    [InlineData("00:05:00", 300)]
    public void Timeouts_are_seconds_or_time_spans(string text, double seconds)
    {
        Assert.True(FragmentTimeout.TryParse(text, out var timeout));
        Assert.Equal(TimeSpan.FromSeconds(seconds), timeout.Duration);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1,5")]
    [InlineData("five")]
    [InlineData("99999999999999999999")]
    public void What_is_no_timeout_is_refused(string text) => Assert.False(FragmentTimeout.TryParse(text, out _));

    [Fact]
    public void A_timeout_may_be_never_or_left_out()
    {
        Assert.True(FragmentTimeout.TryParse("Never", out var never));
        Assert.True(FragmentTimeout.TryParse(null, out var none));
        Assert.True(never.IsNever);
        Assert.True(none.IsAliasDefault);
    }

    private static object?[] Flat(object?[] values) => values is [object?[] only] ? only : values;

    private static bool Same(object? left, object? right) => (left, right) switch
    {
        (object?[] one, object?[] other) => one.Length == other.Length && one.Zip(other).All(static pair => Same(pair.First, pair.Second)),
        (int or long, int or long) => Convert.ToInt64(left, CultureInfo.InvariantCulture) == Convert.ToInt64(right, CultureInfo.InvariantCulture),
        (decimal one, decimal other) => one.ToString(CultureInfo.InvariantCulture) == other.ToString(CultureInfo.InvariantCulture), // 1.0 shows other than 1
        _ => Equals(left, right),
    };
}
