using System.Net.Security;
using System.Security.Authentication;
using CacheKit.Backends;
using CacheKit.Configuration.Catalog;
using CacheKit.Memcached.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace CacheKit.Memcached.Tests.Configuration;

/// <summary>What the settings of an alias make of the client, and what is said when they are wrong.</summary>
public sealed class MemcachedSettingsReaderTests
{
    private const string PyLibMC = "django.core.cache.backends.memcached.PyLibMCCache";
    private const string PyMemcache = "django.core.cache.backends.memcached.PyMemcacheCache";

    private readonly List<string> _errors = [];

    [Fact]
    public void A_host_is_enough()
    {
        var settings = Read("cache")!;
        var client = settings.Client;

        Assert.Equal("cache:11211", settings.Servers);
        Assert.Equal((MemcachedProtocol.Meta, MemcachedDistribution.Rendezvous), (client.Protocol, client.Distribution));
        Assert.Equal((TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)), (client.ConnectTimeout, client.OperationTimeout, client.RetryInterval));
        Assert.Equal((1, false, false), (client.ConnectionsPerServer, client.UseFailover, client.UseTls));
        Assert.Null(client.UserName);
        Assert.Empty(settings.WithoutEffect);
        Assert.Empty(_errors);
    }

    [Theory]
    [InlineData("cache:11212", "cache:11212")]
    [InlineData("10.0.0.1;10.0.0.2:11212, cache", "10.0.0.1:11211, 10.0.0.2:11212, cache:11211")]
    [InlineData("[::1]:11212", "[::1]:11212")]
    [InlineData("::1", "[::1]:11211")]
    [InlineData("unix:/run/memcached.sock", "unix:/run/memcached.sock")]
    [InlineData("unix:///run/memcached.sock", "unix:/run/memcached.sock")]
    [InlineData("/run/memcached.sock", "unix:/run/memcached.sock")]
    [InlineData("/run/one.sock,/run/two.sock", "unix:/run/one.sock, unix:/run/two.sock")]
    public void Servers_are_named_as_other_clients_name_them(string location, string servers)
    {
        Assert.Equal(servers, Read(location)?.Servers);
        Assert.Empty(_errors);
    }

    [Fact]
    public void A_list_may_be_a_list()
    {
        Assert.Equal("one:11211, two:11212", Read(["one", "two:11212"])?.Servers);
        Assert.Empty(_errors);
    }

    [Theory]
    [InlineData("memcached", MemcachedDistribution.Rendezvous)]
    [InlineData(PyMemcache, MemcachedDistribution.Rendezvous)]
    [InlineData(PyLibMC, MemcachedDistribution.Modula)]
    public void Keys_are_spread_as_the_binding_that_Backend_names_spreads_them(string backend, MemcachedDistribution distribution) =>
        Assert.Equal(distribution, Read(["a", "b"], backend)?.Client.Distribution);

    [Theory]
    [InlineData("Distribution", "ketama", MemcachedDistribution.Ketama)]
    [InlineData("distribution", "ketama_weighted", MemcachedDistribution.KetamaWeighted)]
    [InlineData("Distribution", "rendezvous", MemcachedDistribution.Rendezvous)]
    [InlineData("behaviors:ketama", "True", MemcachedDistribution.Ketama)]
    [InlineData("BEHAVIORS:KETAMA_WEIGHTED", "1", MemcachedDistribution.KetamaWeighted)]
    [InlineData("behaviors:ketama", "0", MemcachedDistribution.Modula)]
    [InlineData("behaviors:distribution", "consistent ketama", MemcachedDistribution.Ketama)]
    [InlineData("behaviors:distribution", "consistent", MemcachedDistribution.Ketama)]
    [InlineData("behaviors:distribution", "modula", MemcachedDistribution.Modula)]
    public void Another_distribution_may_be_chosen(string option, string value, MemcachedDistribution distribution)
    {
        Assert.Equal(distribution, Read(["a", "b"], PyLibMC, (option, value))?.Client.Distribution);
        Assert.Empty(_errors);
    }

    [Fact]
    public void The_options_of_pymemcache_are_read()
    {
        var settings = Read(["a", "b"], PyMemcache, ("connect_timeout", "0.5"), ("timeout", "0.25"), ("no_delay", "true"), ("ignore_exc", "true"), ("max_pool_size", "4"), ("use_pooling", "true"),
            ("retry_attempts", "1"), ("retry_timeout", "3"), ("dead_timeout", "30"), ("allow_unicode_keys", "true"))!;
        var client = settings.Client;

        Assert.Equal((TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(0.25)), (client.ConnectTimeout, client.OperationTimeout));
        Assert.Equal(4, client.ConnectionsPerServer);
        Assert.Equal(
            (true, 1, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(30)), (client.UseFailover, client.RetryAttempts, client.RetryInterval, client.DeadTime));
        Assert.Contains(settings.WithoutEffect, static text => text.StartsWith("Caches:default:Options:no_delay (", StringComparison.Ordinal));
        Assert.Contains(settings.WithoutEffect, static text => text.StartsWith("Caches:default:Options:use_pooling (", StringComparison.Ordinal));
        Assert.Empty(_errors);
    }

    [Fact]
    public void The_options_of_pylibmc_are_read_in_its_units()
    {
        var settings = Read(["a", "b"], PyLibMC, ("binary", "true"), ("username", "shop@realm"), ("password", "geheim"), ("behaviors:tcp_nodelay", "True"), ("behaviors:connect_timeout", "250"),
            ("behaviors:receive_timeout", "400000"), ("behaviors:retry_timeout", "2"), ("behaviors:dead_timeout", "20"), ("behaviors:failure_limit", "3"), ("behaviors:remove_failed", "1"), ("behaviors:no_block", "1"))!;
        var client = settings.Client;

        Assert.Equal((MemcachedProtocol.Binary, "shop@realm", "geheim"), (client.Protocol, client.UserName, client.Password));
        Assert.Equal((TimeSpan.FromSeconds(0.25), TimeSpan.FromSeconds(0.4)), (client.ConnectTimeout, client.OperationTimeout));
        Assert.Equal(
            (true, 3, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(20)), (client.UseFailover, client.RetryAttempts, client.RetryInterval, client.DeadTime));
        Assert.Equal(2, settings.WithoutEffect.Count);
        Assert.Empty(_errors);
    }

    [Fact]
    public void Others_take_over_only_where_something_says_so()
    {
        Assert.False(Read(["a", "b"], "memcached", ("RetryTimeout", "2"))!.Client.UseFailover);
        Assert.False(Read(["a", "b"], "memcached", ("DeadTimeout", "2"), ("Failover", "false"))!.Client.UseFailover);
        Assert.True(Read(["a", "b"], "memcached", ("Failover", "true"))!.Client.UseFailover);
        Assert.Empty(_errors);
    }

    [Fact]
    public void TLS_has_the_names_that_it_has_on_Redis()
    {
        var client = Read(["cache"], "memcached", ("Ssl", "true"), ("ssl_min_version", "TLSv1.3"), ("ssl_host", "cache.example.com"), ("ssl_cert_reqs", "none"))!.Client;
        var tls = new SslClientAuthenticationOptions { TargetHost = "cache" };
        client.ConfigureTls!(tls);

        Assert.True(client.UseTls);
        Assert.Equal(("cache.example.com", SslProtocols.Tls13), (tls.TargetHost, tls.EnabledSslProtocols));
        Assert.NotNull(tls.RemoteCertificateValidationCallback);
        Assert.Empty(_errors);
    }

    [Theory]
    [InlineData("a b", "Caches:default:Location (a b) has a server that is none (after 0 that are right): expected host, host:port, host:port:weight, [address]:port, unix:/path/to.sock or /path/to.sock.")]
    [InlineData("one,two:x", "Caches:default:Location (one,two:x) has a server that is none (after 1 that is right): expected host, host:port, host:port:weight, [address]:port, unix:/path/to.sock or /path/to.sock.")]
    [InlineData("unix:run/memcached.sock", "Caches:default:Location (unix:run/memcached.sock) has a server that is none (after 0 that are right): expected host, host:port, host:port:weight, [address]:port, unix:/path/to.sock or /path/to.sock.")]
    [InlineData("a,b,a:11211", "Caches:default:Location (a,b,a:11211) names a server twice (after 2 that are right): each stands there once.")]
    [InlineData("a:11211:2,b", "Caches:default:Location (a:11211:2,b) has weights, which the distribution Rendezvous does not know: set Options:Distribution = ketama_weighted, in all clients of these servers, or leave them out.")]
    [InlineData("", "Caches:default:Location is left out: write where memcached is, for instance localhost:11211.")]
    public async Task A_location_that_is_wrong_is_told_with_its_path(string location, string error)
    {
        await using var application = MemcachedApplication.Make(("Location", location));

        Assert.Equal([error], Assert.Throws<CacheConfigurationException>(() => application.Cache).Errors);
    }

    [Theory]
    [InlineData("Distribution", "ketamo", "Caches:default:Options:Distribution is 'ketamo'; expected rendezvous, modula, ketama, ketamaweighted. Did you mean 'ketama'?")]
    [InlineData("Distributon", "ketama", "Caches:default:Options:Distributon is unknown. Did you mean 'Distribution'?")]
    [InlineData("behaviors:ketamo", "1", "Caches:default:Options:behaviors:ketamo is unknown. Did you mean 'ketama'?")]
    [InlineData("behaviors", "ketama", "Caches:default:Options:behaviors is 'ketama'; expected a section.")]
    [InlineData("behaviors:ketama", "maybe", "Caches:default:Options:behaviors:ketama is 'maybe'; expected true or false.")]
    [InlineData("behaviors:hash", "crc", "Caches:default:Options:behaviors:hash is 'crc', which no distribution here goes with: leave it out (md5 goes with ketama_weighted), there and here.")]
    [InlineData("behaviors:distribution", "random", "Caches:default:Options:behaviors:distribution is 'random'; expected modula, consistent, consistent_ketama or consistent_weighted.")]
    [InlineData("behaviors:_sort_hosts", "1", "Caches:default:Options:behaviors:_sort_hosts has no counterpart here: write the servers in Location in the order of their names.")]
    [InlineData("Timeout", "0", "Caches:default:Options:Timeout must be more than zero and less than 24 days; leave it out for the default.")]
    [InlineData("connect_timeout", "soon", "Caches:default:Options:connect_timeout is 'soon'; expected a number of seconds, zero or more, for instance 1.5.")]
    [InlineData("max_pool_size", "0", "Caches:default:Options:max_pool_size is '0'; expected a whole number from 1 to 2147483647.")]
    [InlineData("binary", "yes", "Caches:default:Options:binary is 'yes'; expected true or false.")]
    [InlineData("username", "shop", "Caches:default:Options:username is there without Caches:default:Options:Password: they belong together.")]
    [InlineData("retry_attempts", "-1", "Caches:default:Options:retry_attempts is '-1'; expected a whole number from 0 to 2147483647.")]
    [InlineData("ignore_exc", "perhaps", "Caches:default:Options:ignore_exc is 'perhaps'; expected true or false.")]
    [InlineData("SslHost", "cache", "Caches:default:Options:SslHost is 'cache', but the connection is not encrypted: set Options:Ssl to true; or leave it out.")]
    [InlineData("ClearScope", "prefix", "Caches:default:Options:ClearScope is 'prefix', which needs Caches:default:KeyPrefix: without one every key of the store would match.")]
    public async Task An_option_that_is_wrong_is_told_with_its_path(string option, string value, string error)
    {
        await using var application = MemcachedApplication.Make(("Location", "a,b"), ($"Options:{option}", value));

        Assert.Equal([error], Assert.Throws<CacheConfigurationException>(() => application.Cache).Errors);
    }

    [Theory]
    [InlineData("Ssl", "true", "SslCertReqs", "maybe", "Caches:default:Options:SslCertReqs is 'maybe'; expected required, optional, none.")]
    [InlineData("Distribution", "rendezvous", "behaviors:ketama", "1", "Caches:default:Options:Distribution and Caches:default:Options:behaviors:ketama say different things: keep one of them.")]
    [InlineData("timeout", "1", "behaviors:receive_timeout", "5", "Caches:default:Options:timeout and Caches:default:Options:behaviors:receive_timeout say different things: keep one of them.")]
    [InlineData("max_pool_size", "1", "Connections", "2", "Caches:default:Options:Connections and Caches:default:Options:max_pool_size are two spellings of one setting with different values: keep one of them.")]
    [InlineData("IgnoreErrors", "true", "OnFailure", "throw", "Caches:default:Options:IgnoreErrors is true, which says the opposite of Caches:default:Options:OnFailure: keep one of them.")]
    public async Task Two_options_that_do_not_go_together_are_told(string one, string oneValue, string other, string otherValue, string error)
    {
        await using var application = MemcachedApplication.Make(("Location", "a,b"), ($"Options:{one}", oneValue), ($"Options:{other}", otherValue));

        Assert.Equal([error], Assert.Throws<CacheConfigurationException>(() => application.Cache).Errors);
    }

    [Fact]
    public void A_hash_does_not_matter_on_one_server()
    {
        Assert.NotNull(Read(["a"], PyLibMC, ("behaviors:hash", "crc")));
        Assert.Empty(_errors);
    }

    [Fact]
    public async Task At_the_start_the_log_says_where_the_cache_is_and_what_has_no_effect()
    {
        await using var application = MemcachedApplication.Make(
            ("Location", "localhost:1;/run/two.sock"), ("Options:username", "shop"), ("Options:password", "geheim"), ("Options:behaviors:cas", "1"), ("Options:no_delay", "true"));

        Assert.NotNull(application.Cache);

        Assert.Contains("Cache 'default' uses memcached at localhost:1, unix:/run/two.sock.", application.Logged, StringComparison.Ordinal);
        var line = Assert.Single(application.LinesOf(1042)).Message;
        Assert.Contains("Caches:default:Options:no_delay", line, StringComparison.Ordinal);
        Assert.Contains("Caches:default:Options:behaviors:cas", line, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", application.Logged, StringComparison.Ordinal);
    }

    [Fact]
    public void The_core_knows_the_same_options_so_that_another_backend_may_ignore_them()
    {
        var known = KnownBackend.All.Single(static backend => backend.Name == "memcached");

        Assert.Equal(MemcachedOptionNames.All.Order(), known.OptionNames.Order());
        Assert.Equal(MemcachedOptionNames.Spellings.OrderBy(static spelling => spelling.Key), known.OptionSpellings.OrderBy(static spelling => spelling.Key));
    }

    private MemcachedSettings? Read(string location) => Read([location]);

    private MemcachedSettings? Read(string[] locations, string backend = "memcached", params (string Name, string Value)[] options)
    {
        var settings = new CacheOptions { Backend = backend, Path = "Caches:default", Locations = locations };
        var own = new CacheOptionReader("Caches:default:Options", options.ToDictionary(static option => option.Name, static option => (string?)option.Value), MemcachedOptionNames.Spellings, _errors);
        using var services = new ServiceCollection().BuildServiceProvider();
        return MemcachedSettingsReader.Read(new("default", settings, locations, own, services, TimeProvider.System, NullLogger.Instance, _errors));
    }
}
