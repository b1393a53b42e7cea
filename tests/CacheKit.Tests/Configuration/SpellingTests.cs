using CacheKit.Configuration;
using CsCheck;

namespace CacheKit.Tests.Configuration;

public sealed class SpellingTests
{
    private static readonly string[] _known = ["locmem", "redis", "memcached", "MaxEntries", "Db"];

    [Theory]
    [InlineData("KeyPrefix", "KEY_PREFIX")]
    [InlineData("keyprefix", "Key_Prefix")]
    public void Case_and_underscores_do_not_count(string one, string other) => Assert.True(Spelling.AreSame(one, other));

    [Theory]
    [InlineData("reids", "redis")]
    [InlineData("redi", "redis")]
    [InlineData("reddis", "redis")]
    [InlineData("memcache", "memcached")]
    [InlineData("MAX_ENTRY", "MaxEntries")]
    [InlineData("dbs", "Db")]
    public void A_slip_is_near(string written, string meant) => Assert.Equal(meant, Spelling.Nearest(written, _known));

    [Theory]
    [InlineData("postgresql")]
    [InlineData("xy")]
    [InlineData("")]
    public void Another_word_is_not_near(string written) => Assert.Null(Spelling.Nearest(written, _known));

    [Fact]
    public void One_letter_more_is_always_near() =>
        Gen.Select(Gen.OneOf(_known.Select(static word => Gen.Const(word)).ToArray()), Gen.Int[0, 100], Gen.Char['a', 'z'])
            .Sample(static (word, place, letter) => Spelling.Nearest(word.Insert(place % (word.Length + 1), letter.ToString()), _known) == word);
}
