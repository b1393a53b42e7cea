using System.Security.Authentication;
using CacheKit.Backends;
using CacheKit.Configuration.Catalog;
using CacheKit.Redis.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace CacheKit.Redis.Tests.Configuration;

/// <summary>What the settings of an alias make of the client, and what is said when they are wrong.</summary>
public sealed class RedisSettingsReaderTests
{
    private readonly List<string> _errors = [];

    [Fact]
    public void An_application_starts_without_its_server_and_waits_for_it_no_longer_than_it_must()
    {
        var settings = Read("redis://cache")!;
        var client = settings.Client!;

        Assert.False(client.AbortOnConnectFail);
        Assert.Equal(1500, client.AsyncTimeout);
        Assert.Equal(1500, client.SyncTimeout);
        Assert.Equal(3000, client.ConnectTimeout);
        Assert.Equal(TimeSpan.FromMilliseconds(250), client.HeartbeatInterval);
        Assert.False(client.BacklogPolicy.QueueWhileDisconnected);
        Assert.False(client.AllowAdmin);
        Assert.Equal(5, client.ConfigCheckSeconds);
        Assert.Equal("CacheKit", client.ClientName);
        Assert.Equal("", client.TieBreaker);
        Assert.Equal("", client.ConfigurationChannel);
        Assert.False(client.IncludeDetailInExceptions);
        Assert.False(client.HighIntegrity);
        Assert.Equal(TimeSpan.FromSeconds(1.5), settings.Timeout);
        Assert.Equal(0, settings.Database);
        Assert.Equal(1, settings.Connections);
        Assert.False(settings.ReadsFromReplicas);
        Assert.Empty(_errors);
    }

    [Fact]
    public void The_options_of_Django_are_read()
    {
        var settings = Read("redis://cache", ("db", "7"), ("username", "shop"), ("password", "a,b=c"), ("socket_timeout", "0.5"),
            ("socket_connect_timeout", "2"), ("health_check_interval", "30"), ("client_name", "Shop"), ("protocol", "2"))!;
        var client = settings.Client!;

        Assert.Equal((7, 7), (settings.Database, client.DefaultDatabase));
        Assert.Equal(("shop", "a,b=c"), (client.User, client.Password));
        Assert.Equal((500, 2000, 30), (client.AsyncTimeout, client.ConnectTimeout, client.KeepAlive));
        Assert.Equal(TimeSpan.FromMilliseconds(125), client.HeartbeatInterval);
        Assert.Equal(("Shop", RedisProtocol.Resp2), (client.ClientName, client.Protocol));
        Assert.Empty(_errors);
    }

    [Fact]
    public void What_a_URL_says_comes_before_the_options()
    {
        var settings = Read("rediss://url:one@cache/1?socket_timeout=1&client_name=Url", ("Db", "2"), ("Username", "option"), ("Password", "two"), ("Timeout", "2"), ("ClientName", "Option"), ("Ssl", "false"))!;
        var client = settings.Client!;

        Assert.Equal(
            (1, "url", "one", 1000, "Url", true), (settings.Database, client.User, client.Password, client.AsyncTimeout, client.ClientName, client.Ssl));
    }

    [Fact]
    public void What_a_configuration_string_says_comes_before_the_options_and_before_our_defaults()
    {
        var settings = Read("cache:1,defaultDatabase=1,connectTimeout=700,tiebreaker=tie,proxy=Twemproxy,abortConnect=true", ("Db", "2"), ("Password", "two"), ("ConnectTimeout", "9"))!;
        var client = settings.Client!;

        Assert.Equal((1, "two", 700, "tie", Proxy.Twemproxy), (settings.Database, client.Password, client.ConnectTimeout, client.TieBreaker, client.Proxy));
        Assert.False(client.AbortOnConnectFail);
        Assert.Equal("cache:1", string.Join(' ', client.EndPoints.Select(RedisEndPoint.Display)));
    }

    [Fact]
    public void TLS_has_the_names_of_redis_py()
    {
        var client = Read("rediss://cache", ("ssl_min_version", "TLSv1.3"), ("ssl_host", "cache.example.com"))!.Client!;

        Assert.Equal((true, SslProtocols.Tls13, "cache.example.com"), (client.Ssl, client.SslProtocols, client.SslHost));
        Assert.Empty(_errors);
    }

    [Theory]
    [InlineData("redis://cache?ssl_cert_reqs=none&ssl_check_hostname=false")]
    [InlineData("cache,checkCertificateRevocation=false")]
    [InlineData("cache,sslHost=a,sslProtocols=tls13,ssl=true")]
    public void What_demands_nothing_of_TLS_may_stand_without_it(string location)
    {
        Assert.NotNull(Read(location));
        Assert.Empty(_errors);
    }

    [Fact]
    public void TLS_may_be_turned_on_beside_a_configuration_string()
    {
        Assert.Equal(SslProtocols.Tls13, Read("cache,sslProtocols=tls13", ("Ssl", "true"))!.Client!.SslProtocols);
        Assert.Empty(_errors);
    }

    [Fact]
    public void A_lost_connection_is_tried_again_soon_and_never_later_than_after_two_seconds()
    {
        var policy = Read("redis://cache")!.Client!.ReconnectRetryPolicy;

        foreach (long times in (long[])[0, 1, 10, 1000])
        {
            Assert.False(policy.ShouldRetry(times, 100));
            Assert.True(policy.ShouldRetry(times, 2001));
        }

        Assert.True(policy.ShouldRetry(0, 1001));
    }

    [Fact]
    public void Settings_as_text_hold_no_password()
    {
        var settings = Read("cache,password=geheim,user=shop");
        Assert.True(RedisLocation.TryParse("cache,password=geheim", [], out var native, out _));
        Assert.True(RedisUrl.TryParse("redis://:geheim@cache", out var url, out _));

        Assert.DoesNotContain("geheim", $"{settings} {native} {native.Native} {url}", StringComparison.Ordinal);
    }

    [Fact]
    public void Several_servers_are_a_leader_and_replicas_that_are_read_from()
    {
        Assert.True(Read("redis://a,redis://b")!.ReadsFromReplicas);
        Assert.False(Read("redis://a,redis://b", ("ReadFromReplicas", "false"))!.ReadsFromReplicas);
        Assert.True(Read("redis://a", ("ReadFromReplicas", "true"))!.ReadsFromReplicas);
    }

    [Fact]
    public void Several_Sentinels_are_no_replicas()
    {
        var settings = Read("redis://a:26379,redis://b:26379", ("ServiceName", "shop"), ("SentinelPassword", "x"))!;

        Assert.Equal(("shop", "x"), (settings.Client!.ServiceName, settings.Client.SentinelPassword));
        Assert.False(settings.ReadsFromReplicas);
    }

    [Theory]
    [InlineData("redis://shop:geheim@cache:6380/1", "redis://cache:6380/1")]
    [InlineData("rediss://:geheim@a,rediss://:geheim@b", "rediss://a:6379, b:6379/0")]
    [InlineData("cache,password=geheim,defaultDatabase=2", "redis://cache:6379/2")]
    [InlineData("unix://:geheim@/run/redis.sock?db=3", "redis:///run/redis.sock/3")]
    [InlineData("redis://:geheim@a:26379?sentinel=shop", "redis://a:26379/0 (Sentinel, service shop)")]
    public void A_location_is_shown_without_secrets(string location, string shown) => Assert.Equal(shown, Read(location)!.Server);

    [Fact]
    public void What_has_no_effect_is_told_with_the_reason()
    {
        var settings = Read("redis://cache?max_connections=5", ("PARSER_CLASS", "redis.connection._HiredisParser"), ("pool_class", "redis.BlockingConnectionPool"), ("retry_on_timeout", "true"))!;

        Assert.Equal(
            [
                "Caches:default:Options:PARSER_CLASS (the client reads and writes by itself)",
                "Caches:default:Options:pool_class, Caches:default:Location (set in code):max_connections (calls share a connection, and there is no pool)",
                "Caches:default:Options:retry_on_timeout (a call that fails is made again by nobody, since it may have been carried out)",
            ],
            settings.WithoutEffect);
        Assert.Empty(_errors);
    }

    [Theory]
    [InlineData("redis://cache", "Db", "x", "Caches:default:Options:Db is 'x'; expected a whole number from 0 to 2147483647.")]
    [InlineData("redis://cache", "Db", "-1", "Caches:default:Options:Db is '-1'; expected a whole number from 0 to 2147483647.")]
    [InlineData("redis://cache?db=-1", "Db", "1", "Caches:default:Location:db is '-1'; expected a whole number from 0 to 2147483647.")]
    [InlineData("redis://cache?socket_timeout=x", "Db", "1", "Caches:default:Location:socket_timeout is 'x'; expected a number of seconds, zero or more, for instance 1.5.")]
    [InlineData("redis://cache", "Timeout", "0", "Caches:default:Options:Timeout must be more than zero and less than 24 days; leave it out for the default.")]
    [InlineData("redis://cache", "Connections", "0", "Caches:default:Options:Connections is '0'; expected a whole number from 1 to 64.")]
    [InlineData("redis://cache", "Protocol", "4", "Caches:default:Options:Protocol must be 2 or 3.")]
    [InlineData("rediss://cache", "SslCertReqs", "maybe", "Caches:default:Options:SslCertReqs is 'maybe'; expected required, optional, none.")]
    [InlineData("rediss://cache", "SslMinVersion", "TLSv1", "Caches:default:Options:SslMinVersion must be TLSv1.2 or TLSv1.3.")]
    [InlineData("rediss://cache?ssl_check_hostname=maybe", "Db", "1", "Caches:default:Location:ssl_check_hostname is 'maybe'; expected true or false.")]
    [InlineData("rediss://cache", "SslKeyfile", "/run/shop.key", "Caches:default:Options:SslKeyfile is there without SslCertfile: name there the certificate that it belongs to; or leave it out.")]
    [InlineData("rediss://cache", "SslPassword", "geheim", "Caches:default:Options:SslPassword is there without SslCertfile: name there the certificate that it belongs to; or leave it out.")]
    [InlineData("rediss://cache", "SslCaData", "geheim", "Caches:default:Options:SslCaData cannot be read; expected the certificates of authorities, in PEM.")]
    [InlineData("redis://cache", "SslHost", "cache.example.com", "Caches:default:Options:SslHost is 'cache.example.com', but the connection is not encrypted: write rediss:// in Location or set Options:Ssl to true; or leave it out.")]
    [InlineData("redis://cache", "ssl_min_version", "TLSv1.3", "Caches:default:Options:ssl_min_version is 'TLSv1.3', but the connection is not encrypted: write rediss:// in Location or set Options:Ssl to true; or leave it out.")]
    [InlineData("redis://cache", "SslCertReqs", "required", "Caches:default:Options:SslCertReqs is 'required', but the connection is not encrypted: write rediss:// in Location or set Options:Ssl to true; or leave it out.")]
    [InlineData("redis://cache", "SslCertReqs", "optional", "Caches:default:Options:SslCertReqs is 'optional', but the connection is not encrypted: write rediss:// in Location or set Options:Ssl to true; or leave it out.")]
    [InlineData("redis://cache", "SslCheckHostname", "true", "Caches:default:Options:SslCheckHostname is 'true', but the connection is not encrypted: write rediss:// in Location or set Options:Ssl to true; or leave it out.")]
    [InlineData("redis://cache", "SslKeyfile", "/run/shop.key", "Caches:default:Options:SslKeyfile is '/run/shop.key', but the connection is not encrypted: write rediss:// in Location or set Options:Ssl to true; or leave it out.")]
    [InlineData("redis://cache", "SslPassword", "geheim", "Caches:default:Options:SslPassword is there, but the connection is not encrypted: write rediss:// in Location or set Options:Ssl to true; or leave it out.")]
    [InlineData("redis://cache?ssl_cert_reqs=required", "Db", "1", "Caches:default:Location:ssl_cert_reqs is 'required', but the connection is not encrypted: write rediss:// in Location or set Options:Ssl to true; or leave it out.")]
    [InlineData("cache,sslHost=a", "Db", "1", "Caches:default:Location:SslHost is 'a', but the connection is not encrypted: write rediss:// in Location or set Options:Ssl to true; or leave it out.")]
    [InlineData("cache,sslProtocols=Tls13", "Db", "1", "Caches:default:Location:sslProtocols is 'Tls13', but the connection is not encrypted: write rediss:// in Location or set Options:Ssl to true; or leave it out.")]
    [InlineData("cache,ssl=false,checkCertificateRevocation=true", "Db", "1", "Caches:default:Location:checkCertificateRevocation is 'true', but the connection is not encrypted: write rediss:// in Location or set Options:Ssl to true; or leave it out.")]
    [InlineData("cache,tunnel=geheim", "Db", "1", "Caches:default:Location (cache,***) has a value of the option tunnel that StackExchange.Redis does not take.")]
    [InlineData("redis://cache", "Username", "shop", "Caches:default:Options:Username is there without a password: write one in Location or Options:Password; for a user that needs none, any.")]
    [InlineData("redis://shop@cache", "Db", "1", "Caches:default:Location:Username is there without a password: write one in Location or Options:Password; for a user that needs none, any.")]
    [InlineData("redis://cache", "Multiplexer", "mine", "Caches:default:Options:Multiplexer is 'mine'; expected own, services.")]
    [InlineData("redis://cache", "Multiplexer", "services", "Caches:default:Location (redis://cache) cannot be had together with Caches:default:Options:Multiplexer: the application's multiplexer knows where its server is. Leave one of them out.")]
    [InlineData("", "Multiplexer", "services", "Caches:default:Options:Multiplexer is services, but there is no IConnectionMultiplexer among the services: register one as a singleton.")]
    [InlineData("", "MultiplexerKey", "shop", "Caches:default:Options:MultiplexerKey is 'shop', but there is no IConnectionMultiplexer with this key among the services.")]
    [InlineData("", "Db", "1", "Caches:default:Location is left out: write where Redis is, for instance redis://localhost:6379/0; or Options:ConnectionStringName for a text of the section ConnectionStrings, or Options:Multiplexer = services for the application's own IConnectionMultiplexer.")]
    [InlineData("redis://cache", "ConnectionStringName", "Cache", "Caches:default:Location (redis://cache) cannot be had together with Caches:default:Options:ConnectionStringName: leave one of them out.")]
    [InlineData("", "ConnectionStringName", "Cahce", "Caches:default:Options:ConnectionStringName is 'Cahce', which the section ConnectionStrings does not have. Did you mean 'Cache'?")]
    [InlineData("", "ConnectionStringName", "Cache", "Caches:default:Options:ConnectionStringName is 'Cache', but ConnectionStrings:Cache has a port that is no number from 1 to 65535. A password that holds any of / ? # @ : % is percent-encoded.")]
    [InlineData("", "ConnectionStringName", "Slow", "ConnectionStrings:Slow:socket_timeout is 'x'; expected a number of seconds, zero or more, for instance 1.5.")]
    [InlineData("redis://u:geheim@cache:x", "Db", "1", "Caches:default:Location (redis://***@cache***) has a port that is no number from 1 to 65535. A password that holds any of / ? # @ : % is percent-encoded.")]
    [InlineData("redis://u:geheim", "Db", "1", "Caches:default:Location (redis://u***) has a port that is no number from 1 to 65535. A password that holds any of / ? # @ : % is percent-encoded.")]
    [InlineData("cache,password=ge,heim", "Db", "1", "Caches:default:Location (cache,***) has something that is no option behind its options: servers come first, and options are written name=value. A password that holds a comma is written in Options:Password.")]
    [InlineData("redis://cache", "SoketTimeout", "1", "Caches:default:Options:SoketTimeout is unknown. Did you mean 'ConnectTimeout'?")]
    public async Task What_is_wrong_is_told_with_its_path(string location, string option, string value, string error)
    {
        await using var application = RedisApplication.Make(("Location", location), ($"Options:{option}", value));

        var failure = Assert.Throws<CacheConfigurationException>(() => application.Cache);

        Assert.Equal([error], failure.Errors);
    }

    [Fact]
    public async Task A_file_of_authorities_that_is_not_there_is_an_error_that_names_it()
    {
        await using var application = RedisApplication.Make(
            ("Location", "rediss://cache"), ("Options:ssl_ca_certs", "/no/such.pem"), ("Options:ssl_certfile", "/no/such.crt"));

        var failure = Assert.Throws<CacheConfigurationException>(() => application.Cache);

        Assert.Collection(
            failure.Errors,
            static error => Assert.StartsWith("Caches:default:Options:ssl_ca_certs cannot be read; expected the certificates of authorities, in PEM.", error, StringComparison.Ordinal),
            static error => Assert.StartsWith("Caches:default:Options:ssl_certfile cannot be read; expected a certificate and its key, in PEM (or the key in SslKeyfile), the key not encrypted, or its password in SslPassword.", error, StringComparison.Ordinal));
    }

    [Fact]
    public void The_core_knows_the_same_options_so_that_another_backend_may_ignore_them()
    {
        var known = KnownBackend.All.Single(static backend => backend.Name == "redis");

        Assert.Equal(RedisOptionNames.All.Order(), known.OptionNames.Order());
        Assert.Equal(RedisOptionNames.Spellings.OrderBy(static spelling => spelling.Key), known.OptionSpellings.OrderBy(static spelling => spelling.Key));
    }

    private RedisSettings? Read(string location, params (string Name, string Value)[] options)
    {
        var settings = new CacheOptions { Backend = "redis", Path = "Caches:default", Location = location };
        var own = new CacheOptionReader("Caches:default:Options", options.ToDictionary(static option => option.Name, static option => (string?)option.Value), RedisOptionNames.Spellings, _errors);
        using var services = new ServiceCollection().BuildServiceProvider();
        return RedisSettingsReader.Read(new(
            "default", settings, [location], own, services, TimeProvider.System, NullLogger.Instance, _errors));
    }
}
