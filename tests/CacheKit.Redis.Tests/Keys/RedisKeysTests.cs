using System.Text;
using CacheKit.Keys;
using CacheKit.Redis.Keys;

namespace CacheKit.Redis.Tests.Keys;

public sealed class RedisKeysTests
{
    [Theory]
    [InlineData("", "key")]
    [InlineData(":1:", "key")]
    [InlineData("prefix:7:", "a:b")]
    [InlineData("ä:1:", "é😀")]
    public void A_key_is_its_final_text(string scope, string name)
    {
        var key = RedisKeys.Of(new CacheKey(scope, name));

        Assert.Equal(Encoding.UTF8.GetBytes(scope + name), (byte[])key!);
        Assert.Equal(scope + name, RedisKeys.TextOf(key));
    }

    [Fact]
    public void Nobody_joins_scope_and_name()
    {
        var key = new CacheKey(":1:", "name");
        _ = RedisKeys.Of(key);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int call = 0; call < 100; call++)
            _ = RedisKeys.Of(key);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Theory]
    [InlineData("site:", "site:*")]
    [InlineData("s?t*[a-z]_%\\:", "s\\?t\\*\\[a-z\\]_%\\\\:*")]
    [InlineData("ä:", "ä:*")]
    public void A_prefix_is_matched_as_it_is(string prefix, string pattern) =>
        Assert.Equal(pattern, Encoding.UTF8.GetString(RedisKeys.PatternOf(prefix)));
}
