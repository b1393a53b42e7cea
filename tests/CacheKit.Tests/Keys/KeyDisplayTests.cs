using CacheKit.Keys;
using CsCheck;

namespace CacheKit.Tests.Keys;

public sealed class KeyDisplayTests
{
    [Fact]
    public void A_line_break_in_a_key_cannot_forge_a_line_in_a_log() =>
        Assert.Equal("'a\\u000ab\\u2028c'", KeyDisplay.Show("a\nb\u2028c", logKeys: true));

    [Fact]
    public void A_long_key_is_cut_at_100_characters() =>
        Assert.Equal($"'{new string('k', 100)}…'", KeyDisplay.Show(new string('k', 101), logKeys: true));

    [Fact]
    public void A_hidden_key_shows_nothing_of_itself() =>
        Assert.DoesNotContain("secret", KeyDisplay.Show("secret", logKeys: false), StringComparison.Ordinal);

    [Fact]
    public void What_is_shown_holds_no_control_characters() =>
        Gen.String.Sample(key => !KeyDisplay.Show(key, logKeys: true).Any(char.IsControl));
}
