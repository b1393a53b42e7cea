using CacheKit.Memcached.Tests.Servers;

namespace CacheKit.Memcached.Tests.Pages;

public sealed class ClearScopePageTests(TcpServer server) : MemcachedPageFacts, IClassFixture<TcpServer>
{
    protected override string Location => server.Server.Location;

    protected override async Task ConfigureAsync(IDictionary<string, string?> settings)
    {
        await base.ConfigureAsync(settings);
        settings["Options:ClearScope"] = "prefix";
    }
}
