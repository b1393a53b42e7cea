using CacheKit.Configuration;
using CsCheck;

namespace CacheKit.Tests.Configuration;

/// <summary>Locations in logs and messages: never a secret.</summary>
public sealed class LocationDisplayTests
{
    [Theory]
    [InlineData("redis://localhost:6379/1", "redis://localhost:6379/1")]
    [InlineData("redis://user:secret@localhost:6379/1", "redis://***@localhost:6379/1")]
    [InlineData("REDISS://:secret@localhost", "REDISS://***@localhost")]
    [InlineData("redis://:se@cret@localhost", "redis://***@localhost")]
    [InlineData("redis://:se?cret@localhost", "redis://***")]
    [InlineData("redis://:se#cret@localhost", "redis://***")]
    [InlineData("redis://:se=cret@localhost", "redis://***")]
    [InlineData("redis://:se/cret@localhost", "redis://***@localhost")]
    [InlineData("redis://:se,cret@localhost", "redis://***@localhost")]
    [InlineData("redis://:se://cret@localhost", "redis://***")]
    [InlineData("redis://a?password=secret", "redis://a***")]
    [InlineData("redis://user:secret", "redis://user***")]
    [InlineData("redis://:secret", "redis://***")]
    [InlineData("redis://host:6379:secret/1", "redis://host***")]
    [InlineData("redis://[::1]:6379/1", "redis://[::1]:6379/1")]
    [InlineData("redis://a:6379, redis://b:secret", "redis://a:6379, redis://b***")]
    [InlineData("redis://a?password=sec@ret", "redis://***")]
    [InlineData("unix://user:secret@/run/redis.sock?db=1", "unix://***@/run/redis.sock***")]
    [InlineData("redis://:secret@a;redis://:secret@b", "redis://***@a;redis://***@b")]
    [InlineData("redis://a, redis://:secret@b", "redis://a, redis://***@b")]
    [InlineData("localhost:6379,password=secret,ssl=true", "localhost:6379,***")]
    [InlineData("Server=db;Password=secret;User=me", "***")]
    [InlineData("user:secret@host:11211", "***@host:11211")]
    [InlineData("10.0.0.1:11211;10.0.0.2:11211", "10.0.0.1:11211;10.0.0.2:11211")]
    [InlineData("/var/tmp/cache", "/var/tmp/cache")]
    [InlineData("", "")]
    public void Secrets_are_masked(string location, string shown) => Assert.Equal(shown, LocationDisplay.Mask(location));

    [Fact]
    public void Several_locations_are_masked_each() =>
        Assert.Equal("redis://***@a; redis://b", LocationDisplay.Mask(["redis://:secret@a", "redis://b"]));

    [Fact]
    public void No_password_of_a_URL_is_ever_shown()
    {
        // A password that holds the beginning of another server's URL must be percent-encoded: nobody can tell it from one.
        var passwords = Gen.String[Gen.Char["aZ09:/?#[]@!$&'()*+,;=%~ \t"], 1, 12]
            .Where(static password => !password.Contains("://", StringComparison.Ordinal));

        Gen.Select(Gen.OneOf(Gen.Const("redis"), Gen.Const("rediss"), Gen.Const("unix")), passwords).Sample(static (scheme, password) =>
        {
            var shown = LocationDisplay.Mask($"{scheme}://u:<{password}>@h:1");

            Assert.DoesNotContain($"<{password}", shown, StringComparison.Ordinal);
            Assert.DoesNotContain($"{password}>", shown, StringComparison.Ordinal);
        });
    }
}
