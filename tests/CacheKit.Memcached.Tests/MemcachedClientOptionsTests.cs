namespace CacheKit.Memcached.Tests;

/// <summary>Options that cannot be.</summary>
public sealed class MemcachedClientOptionsTests
{
    [Fact]
    public void Without_a_server_there_is_no_client()
    {
        Assert.Contains("Servers", Refuse(static options => options.Servers.Clear()), StringComparison.Ordinal);
    }

    [Fact]
    public void User_and_password_belong_together()
    {
        Assert.Contains("Password", Refuse(static options => options.UserName = "alice"), StringComparison.Ordinal);
        Assert.Contains("UserName", Refuse(static options => options.Password = "secret"), StringComparison.Ordinal);
    }

    [Fact]
    public void Limits_are_positive()
    {
        Assert.Contains("OperationTimeout", Refuse(static options => options.OperationTimeout = TimeSpan.Zero), StringComparison.Ordinal);
        Assert.Contains("ConnectTimeout", Refuse(static options => options.ConnectTimeout = TimeSpan.FromSeconds(-1)), StringComparison.Ordinal);
        Assert.Contains("KeepAliveInterval", Refuse(static options => options.KeepAliveInterval = TimeSpan.Zero), StringComparison.Ordinal);
        Assert.Contains("RetryInterval", Refuse(static options => options.RetryInterval = TimeSpan.Zero), StringComparison.Ordinal);
        Assert.Contains("DeadTime", Refuse(static options => options.DeadTime = TimeSpan.Zero), StringComparison.Ordinal);
        Assert.Contains("RetryAttempts", Refuse(static options => options.RetryAttempts = -1), StringComparison.Ordinal);
        Assert.Contains("ConnectionsPerServer", Refuse(static options => options.ConnectionsPerServer = 0), StringComparison.Ordinal);
        Assert.Contains("MaximumBytesInFlight", Refuse(static options => options.MaximumBytesInFlight = 0), StringComparison.Ordinal);
        Assert.Contains("MaximumValueLength", Refuse(static options => options.MaximumValueLength = -1), StringComparison.Ordinal);
    }

    [Fact]
    public void Times_are_no_longer_than_a_clock_can_wait()
    {
        Assert.Contains("OperationTimeout", Refuse(static options => options.OperationTimeout = TimeSpan.MaxValue), StringComparison.Ordinal);
        Assert.Contains("ConnectTimeout", Refuse(static options => options.ConnectTimeout = TimeSpan.FromDays(25)), StringComparison.Ordinal);
        Assert.Contains("KeepAliveInterval", Refuse(static options => options.KeepAliveInterval = TimeSpan.MaxValue), StringComparison.Ordinal);
        Assert.Contains("RetryInterval", Refuse(static options => options.RetryInterval = TimeSpan.MaxValue), StringComparison.Ordinal);
        Assert.Contains("24 days", Refuse(static options => options.DeadTime = TimeSpan.MaxValue), StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_is_there_once()
    {
        Assert.Contains(
            "localhost:11211 twice", Refuse(static options => options.Servers.Add(MemcachedServerAddress.Parse("localhost:11211"))), StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_need_a_rule_that_knows_them()
    {
        var heavy = MemcachedServerAddress.Parse("heavy.example") with { Weight = 2 };

        Assert.Contains("KetamaWeighted", Refuse(options => options.Servers.Add(heavy)), StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => heavy with { Weight = 0 });
    }

    [Fact]
    public void A_rule_or_protocol_that_is_none_is_refused()
    {
        Assert.Contains("Rendezvous", Refuse(static options => options.Distribution = (MemcachedDistribution)9), StringComparison.Ordinal);
        Assert.Contains("Binary", Refuse(static options => options.Protocol = (MemcachedProtocol)9), StringComparison.Ordinal);
    }

    private static string Refuse(Action<MemcachedClientOptions> configure)
    {
        var options = new MemcachedClientOptions { Servers = { MemcachedServerAddress.Parse("localhost") } };
        configure(options);
        return Assert.Throws<ArgumentException>(() => new MemcachedClient(options)).Message;
    }
}
