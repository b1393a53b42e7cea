using System.Text;
using CacheKit.Database.Keys;
using CacheKit.Keys;

namespace CacheKit.Database.Tests.Keys;

public sealed class DatabaseKeyTests
{
    [Fact]
    public void A_key_of_255_bytes_is_stored_as_it_is()
    {
        string text = new string('a', 251) + "\U0001F600";

        Assert.Equal(new DatabaseKey(text, null), Of(text));
    }

    // Not in attributes, whose texts are UTF-8 and cannot hold a lone surrogate.
    public static TheoryData<string> Unstorable => ["a\0b", "a\uD800b", "a\uDC00b", "\uD800"];

    [Theory]
    [MemberData(nameof(Unstorable), DisableDiscoveryEnumeration = true)]
    public void A_key_that_a_database_could_not_hold_is_stored_whole_beside_its_digest(string text)
    {
        var key = Of(text);

        Assert.NotNull(key.FullKey);
        Assert.DoesNotContain('\0', key.Text);
        Assert.Equal(text, DatabaseKey.FinalKeyOf(key.Text, key.FullKey));
    }

    [Fact]
    public void A_longer_key_keeps_180_bytes_of_its_beginning()
    {
        string text = new('a', 256);

        var key = Of(text);

        // The digest is of a format that rows of earlier releases have.
        Assert.Equal(new string('a', 180) + "0fe06eea77441e40c4bc065463a363889ca6dee878b6aee9bf758663c3db77a1", key.Text);
        Assert.Equal(text, DatabaseKey.FinalKeyOf(key.Text, key.FullKey));
    }

    [Fact]
    public void No_character_is_cut_in_two()
    {
        var key = Of(new string('a', 179) + "é" + new string('b', 100));

        Assert.Equal(179 + 64, key.Text.Length);
    }

    [Fact]
    public void Two_long_keys_never_share_a_digest()
    {
        string beginning = new('a', 300);

        Assert.NotEqual(Of(beginning + "1").Text, Of(beginning + "2").Text);
        Assert.NotEqual(Of("a\0b").Text, Of("a\uFFFDb").Text);
        Assert.NotEqual(Of("a\uD800").Text, Of("a\uD801").Text);
    }

    [Fact]
    public void Scope_and_name_are_one_key_however_they_are_divided()
    {
        string text = new('a', 300);

        var one = DatabaseKey.Of(new CacheKey(text[..10], text[10..]));
        var other = DatabaseKey.Of(new CacheKey("", text));

        Assert.Equal(one.Text, other.Text);
        Assert.Equal(one.FullKey, other.FullKey);
    }

    [Theory]
    [InlineData("shop:")]
    [InlineData("é\U0001F600:")]
    [InlineData("a\0b:")]
    public void All_keys_that_begin_with_a_prefix_lie_between_its_bounds(string text)
    {
        var prefix = new DatabaseKeyPrefix(text);

        foreach (string rest in (string[])["", "a", "\U0010FFFF\U0010FFFF\U0010FFFF", "\0", new('x', 500)])
        {
            string stored = Of(text + rest).Text;
            Assert.True(CompareBytes(prefix.From, stored) <= 0, rest);
            Assert.True(CompareBytes(stored, prefix.To) < 0, rest);
        }
    }

    private static int CompareBytes(string one, string other) =>
        Encoding.UTF8.GetBytes(one).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(other));

    private static DatabaseKey Of(string text) => DatabaseKey.Of(new CacheKey("", text));
}
