using CacheKit.Redis.Configuration;

namespace CacheKit.Redis.Tests.Configuration;

/// <summary>The forms of <c>Location</c>: redis-py's URLs, bare hosts, and StackExchange.Redis's own text.</summary>
public sealed class RedisLocationTests
{
    [Theory]
    [InlineData("redis://", "localhost:6379", "")]
    [InlineData("redis://cache", "cache:6379", "")]
    [InlineData("REDIS://cache:6380", "cache:6380", "")]
    [InlineData("redis://cache:6380/", "cache:6380", "")]
    [InlineData("redis://:6380/", "localhost:6380", "")]
    [InlineData("redis://cache/2", "cache:6379", "Db=2")]
    [InlineData("redis://cache/2/", "cache:6379", "Db=2")]
    [InlineData("redis:///3", "localhost:6379", "Db=3")]
    [InlineData("redis://my_cache.example-1.com:1/0", "my_cache.example-1.com:1", "Db=0")]
    [InlineData("redis://127.0.0.1:6380", "127.0.0.1:6380", "")]
    [InlineData("redis://[::1]:6380/1", "[::1]:6380", "Db=1")]
    [InlineData("redis://[fe80::1]", "[fe80::1]:6379", "")]
    [InlineData("redis://:geheim@cache", "cache:6379", "Password=geheim")]
    [InlineData("redis://shop:geheim@cache/1", "cache:6379", "Db=1;Password=geheim;Username=shop")]
    [InlineData("redis://shop@cache", "cache:6379", "Username=shop")]
    [InlineData("redis://shop:@cache", "cache:6379", "Username=shop")]
    [InlineData("redis://:a%2Fb%3A%40%25%C3%A4@cache", "cache:6379", "Password=a/b:@%ä")]
    [InlineData("redis://:a:b@cache", "cache:6379", "Password=a:b")]
    [InlineData("redis://:a@b@cache", "cache:6379", "Password=a@b")]
    [InlineData("redis://:a,b;c@cache", "cache:6379", "Password=a,b;c")]
    [InlineData("redis://:a+b@cache", "cache:6379", "Password=a+b")]
    [InlineData("rediss://:geheim@cache:6390", "cache:6390", "Password=geheim;Ssl=true")]
    [InlineData("redis://cache?db=4", "cache:6379", "db=4")]
    [InlineData("redis://cache/1?db=4", "cache:6379", "db=4")]
    [InlineData("redis://cache?db=4&db=5", "cache:6379", "db=4")]
    [InlineData("redis://cache?db=", "cache:6379", "")]
    [InlineData("redis://cache?password=a%20b+c", "cache:6379", "password=a b c")]
    [InlineData("redis://:first@cache?password=second", "cache:6379", "password=first")]
    [InlineData("redis://cache?socket_timeout=0.5&socket_connect_timeout=2", "cache:6379", "socket_connect_timeout=2;socket_timeout=0.5")]
    [InlineData("redis://cache?max_connections=20&health_check_interval=30", "cache:6379", "health_check_interval=30;max_connections=20")]
    [InlineData("rediss://cache?ssl_check_hostname=No", "cache:6379", "Ssl=true;ssl_check_hostname=false")]
    [InlineData("rediss://cache?ssl_check_hostname=1", "cache:6379", "Ssl=true;ssl_check_hostname=true")]
    [InlineData("redis://cache?sentinel=shop", "cache:6379", "sentinel=shop")]
    [InlineData("redis://cache#fragment", "cache:6379", "")]
    [InlineData("unix:///run/redis.sock", "/run/redis.sock", "")]
    [InlineData("unix:///run/a%20b.sock?db=2&password=geheim", "/run/a b.sock", "db=2;password=geheim")]
    [InlineData("unix://shop:geheim@/run/redis.sock", "/run/redis.sock", "Password=geheim;Username=shop")]
    public void A_URL_is_read_as_redis_py_reads_it(string text, string endPoints, string values) => AssertRead(text, endPoints, values);

    [Theory]
    [InlineData("cache", "cache:6379", "")]
    [InlineData("cache:6380", "cache:6380", "")]
    [InlineData("::1", "[::1]:6379", "")]
    [InlineData("[::1]:6380", "[::1]:6380", "")]
    [InlineData("a:1,b:2", "a:1 b:2", "")]
    [InlineData("a:1; b ;", "a:1 b:6379", "")]
    [InlineData("redis://a/1;redis://b:2/1", "a:6379 b:2", "Db=1")]
    [InlineData("redis://:x@a , redis://:x@b", "a:6379 b:6379", "Password=x")]
    [InlineData("cache:6379,password=ge;he=im,ssl=true", "cache:6379", "Password=ge;he=im;Ssl=true")]
    [InlineData("cache,password=a://b", "cache:6379", "Password=a://b")]
    [InlineData("a:1,b:2,user=shop,password=x,defaultDatabase=3,name=Shop", "a:1 b:2", "ClientName=Shop;Db=3;Password=x;Username=shop")]
    [InlineData("a,connectTimeout=2500,syncTimeout=800,keepAlive=20,serviceName=m,sslHost=h", "a:6379", "ConnectTimeout=2.5;KeepAlive=20;ServiceName=m;SslHost=h;Timeout=0.8")]
    [InlineData("!/run/redis.sock,abortConnect=false", "/run/redis.sock", "")]
    public void Servers_may_be_several_or_stand_in_StackExchange_Redis_own_text(string text, string endPoints, string values) =>
        AssertRead(text, endPoints, values);

    [Fact]
    public void A_list_holds_a_server_in_each_element()
    {
        Assert.True(RedisLocation.TryParse(null, ["redis://:a,b@one/1", "redis://:a,b@two/1"], out var location, out var problem), problem);

        Assert.Equal("one:6379 two:6379", Servers(location));
        Assert.Equal("Db=1;Password=a,b", Values(location));
    }

    [Theory]
    [InlineData("http://cache", "has the scheme 'http'; expected redis://, rediss:// (TLS) or unix://.")]
    [InlineData("redis://cache:geheim", "has a port that is no number")]
    [InlineData("redis://cache:0", "has a port that is no number")]
    [InlineData("redis://cache:65536", "has a port that is no number")]
    [InlineData("redis://cache:+1", "has a port that is no number")]
    [InlineData("redis://[::1]geheim", "has a port that is no number")]
    [InlineData("redis://:geheim#x@cache", "has a port that is no number")]
    [InlineData("redis://:ge/heim@cache", "has a port that is no number")]
    [InlineData("redis://u:1/geheim@cache", "has a path that is no number")]
    [InlineData("redis://cache/geheim", "has a path that is no number")]
    [InlineData("redis://cache/1/2", "has a path that is no number")]
    [InlineData("redis://ge heim", "has a host that is none")]
    [InlineData("redis://:%zz@cache", "has a password that is not percent-encoded rightly")]
    [InlineData("redis://:%C3@cache", "has a password that is not percent-encoded rightly")]
    [InlineData("redis://:100%@cache", "has a password that is not percent-encoded rightly")]
    [InlineData("redis://us%er:geheim@cache", "has a user name that is not percent-encoded rightly")]
    [InlineData("redis://cache?max_connection=geheim", "has an argument in its query that is unknown. Did you mean 'MaxConnections'?")]
    [InlineData("redis://:ge?heim@cache", "has an argument in its query that is unknown.")]
    [InlineData("unix://run/redis.sock", "is no socket: expected the absolute path after three slashes")]
    [InlineData("unix://", "is no socket")]
    [InlineData("redis://a/1,redis://b/2", "names servers whose URLs differ in more than host and port")]
    [InlineData("redis://:geheim@a,redis://b", "names servers whose URLs differ")]
    [InlineData("rediss://a,redis://b", "names servers whose URLs differ")]
    [InlineData("cache:geheim", "has a port that is no number")]
    [InlineData("shop:geheim@cache", "has a port that is no number")]
    [InlineData("password=geheim,cache", "begins with an option: servers come first")]
    [InlineData("cache,password=ge,heim", "has something that is no option behind its options: servers come first, and options are written name=value. A password that holds a comma is written in Options:Password.")]
    [InlineData("cache,password=x,hei=geheim", "has an option that StackExchange.Redis does not know.")]
    [InlineData("cache,asynctimeot=1", "has an option that StackExchange.Redis does not know. Did you mean 'asyncTimeout'?")]
    [InlineData("cache,connectTimeout=geheim", "has a value of the option connectTimeout that StackExchange.Redis does not take.")]
    [InlineData("a;b,password=geheim", "has a host that is none")]
    [InlineData("redis://:ge,heim://x@cache", "has a host that is none")]
    [InlineData("redis://:ge;heim://x@cache", "has a host that is none")]
    [InlineData("cache,password=ge,heim://x", "has something that is no option behind its options")]
    [InlineData("cache,tunnel=geheim", "has a value of the option tunnel that StackExchange.Redis does not take.")]
    [InlineData(" ; ", "names no server")]
    public void What_is_none_is_an_error_that_does_not_repeat_it(string text, string problem)
    {
        Assert.False(RedisLocation.TryParse(text, [], out _, out var told));

        Assert.StartsWith(problem, told, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", told, StringComparison.Ordinal);
        Assert.DoesNotContain("heim", told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("abortConnect", "allowAdmin", "asyncTimeout", "channelPrefix", "checkCertificateRevocation", "configChannel", "configCheckSeconds")]
    [InlineData("connectRetry", "connectTimeout", "defaultDatabase", "highIntegrity", "keepAlive", "name", "password")]
    [InlineData("protocol", "proxy", "resolveDns", "serviceName", "setlib", "ssl", "sslHost")]
    [InlineData("sslProtocols", "syncTimeout", "tiebreaker", "tunnel", "user", "version")]
    public void An_odd_value_of_an_option_is_read_or_told_and_never_thrown(params string[] options)
    {
        foreach (string option in options)
        {
            foreach (string value in (string[])["", "geheim", "-1", "99999999999999999999", "a=b", "http:geheim", "1.2.3.4.5", "$geheim", "\0"])
            {
                if (RedisLocation.TryParse($"cache,{option}={value}", [], out var location, out var problem))
                    Assert.Empty(location.Native!.MakeOptions().EndPoints);
                else
                    Assert.Equal($"has a value of the option {option} that StackExchange.Redis does not take.", problem);
            }
        }
    }

    [Fact]
    public void A_socket_whose_path_is_too_long_is_an_error()
    {
        Assert.False(RedisLocation.TryParse($"unix:///{new string('a', 200)}", [], out _, out var told));

        Assert.StartsWith("names a socket whose path the system does not take", told, StringComparison.Ordinal);
    }

    private static void AssertRead(string text, string endPoints, string values)
    {
        Assert.True(RedisLocation.TryParse(text, [], out var location, out var problem), problem);

        Assert.Equal(endPoints, Servers(location));
        Assert.Equal(values, Values(location));
    }

    private static string Servers(RedisLocation location) => string.Join(' ', location.EndPoints.Select(RedisEndPoint.Display));

    private static string Values(RedisLocation location) =>
        string.Join(
            ';',
            location.Values.OrderBy(static value => value.Key, StringComparer.OrdinalIgnoreCase).Select(static value => $"{value.Key}={value.Value}"));
}
