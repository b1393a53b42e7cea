namespace CacheKit.Memcached.Tests;

/// <summary>How addresses are spelled.</summary>
public sealed class MemcachedServerAddressTests
{
    [Theory]
    [InlineData("cache.example", "cache.example", 11211, "cache.example:11211")]
    [InlineData("10.0.0.1:11212", "10.0.0.1", 11212, "10.0.0.1:11212")]
    [InlineData("[::1]:11212", "::1", 11212, "[::1]:11212")]
    [InlineData("[::1]", "::1", 11211, "[::1]:11211")]
    [InlineData("::1", "::1", 11211, "[::1]:11211")]
    public void A_host_has_a_port(string text, string host, int port, string canonical)
    {
        var address = MemcachedServerAddress.Parse(text);

        Assert.Equal((host, port, canonical), (address.Host, address.Port, address.ToString()));
        Assert.Equal(MemcachedServerAddress.ForHost(host, port), address);
    }

    [Fact]
    public void A_socket_has_a_path()
    {
        var address = MemcachedServerAddress.Parse("unix:/run/memcached.sock");

        Assert.Equal("/run/memcached.sock", address.SocketPath);
        Assert.Null(address.Host);
        Assert.Equal("unix:/run/memcached.sock", address.ToString());
    }

    [Theory]
    [InlineData("cache.example:11212:3", "cache.example", 11212, 3)]
    [InlineData("10.0.0.1:11211:1", "10.0.0.1", 11211, 1)]
    [InlineData("[::1]:11212:40", "::1", 11212, 40)]
    public void A_weight_may_follow_the_port(string text, string host, int port, int weight)
    {
        Assert.Equal(MemcachedServerAddress.ForHost(host, port) with { Weight = weight }, MemcachedServerAddress.Parse(text));
    }

    [Theory]
    [InlineData("host:65536", "the port '65536'")]
    [InlineData("host::2", "the port ''")]
    [InlineData("host:11211:0", "the weight '0'")]
    [InlineData("host:11211:", "the weight ''")]
    [InlineData("host:11211:1.5", "the weight '1.5'")]
    [InlineData("[::1]:11211:heavy", "the weight 'heavy'")]
    public void What_is_wrong_with_a_number_is_told(string text, string part)
    {
        var failure = Assert.Throws<FormatException>(() => MemcachedServerAddress.Parse(text));

        Assert.Contains($"'{text}'", failure.Message, StringComparison.Ordinal);
        Assert.Contains(part, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("unix:")]
    [InlineData("host:")]
    [InlineData(":11211")]
    [InlineData("host:0")]
    [InlineData("host:65536")]
    [InlineData("host:abc")]
    [InlineData("host:-1")]
    [InlineData("ho st")]
    [InlineData("/run/memcached.sock")]
    [InlineData("a:b:c")]
    [InlineData("host:1:2:3")]
    [InlineData("::1:11211:2:x")]
    [InlineData("[::1")]
    [InlineData("[::1]x")]
    [InlineData("[]:11211")]
    [InlineData("[host]:11211")]
    public void Anything_else_is_told(string text)
    {
        var failure = Assert.Throws<FormatException>(() => MemcachedServerAddress.Parse(text));

        Assert.Contains($"'{text}'", failure.Message, StringComparison.Ordinal);
    }
}
