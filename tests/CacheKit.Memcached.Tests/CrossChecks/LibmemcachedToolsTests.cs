using CacheKit.Memcached.Tests.Clients;
using CacheKit.Memcached.Tests.Servers;
using CacheKit.TestServers;

namespace CacheKit.Memcached.Tests.CrossChecks;

/// <summary>CacheKit's client and libmemcached's tools, which know texts and modula, on the same three servers.</summary>
public sealed class LibmemcachedToolsTests(ThreeServers servers) : IClassFixture<ThreeServers>
{
    private const string Package = "libmemcached-tools";
    private const uint TextFlags = 16;
    private const int Keys = 1000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Servers => "--servers=" + string.Join(',', servers.All.Select(static server => server.Location));

    [Fact]
    public async Task What_memccp_stores_is_found_here()
    {
        string program = ClientPrograms.Require("memccp", Package);
        await using var client = NewClient();
        var specimens = Specimens("theirs");
        var folder = Directory.CreateTempSubdirectory("cachekit-memccp-");
        try
        {
            foreach (var specimen in specimens)
                await File.WriteAllBytesAsync(Path.Combine(folder.FullName, specimen.Key), specimen.Bytes, Token);
            await ClientPrograms.RunAsync(
                program, [Servers, "--set", "--flag=16", .. specimens.Select(specimen => Path.Combine(folder.FullName, specimen.Key))]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        var received = new TextReceiver();
        await client.GetManyAsync(Array.ConvertAll(specimens, static specimen => (MemcachedKey)specimen.Key), received, cancellationToken: Token);
        Assert.Equal(specimens.Select(static (specimen, place) => (place, specimen.Text, TextFlags)), received.Found);
    }

    [Fact]
    public async Task What_is_stored_here_memccat_and_memcexist_find()
    {
        string program = ClientPrograms.Require("memccat", Package);
        await using var client = NewClient();
        var specimens = Specimens("ours");
        string[] keys = Array.ConvertAll(specimens, static specimen => specimen.Key);

        await client.StoreManyAsync(
            Array.ConvertAll(specimens, static specimen => new MemcachedEntry(specimen.Key, new(specimen.Bytes), TextFlags)), cancellationToken: Token);

        string output = await ClientPrograms.RunAsync(program, [Servers, .. keys]);
        Assert.Equal(specimens.Select(static specimen => specimen.Text), output.Split('\n', StringSplitOptions.RemoveEmptyEntries));

        // It fails when one of them is not there.
        string exists = ClientPrograms.Require("memcexist", Package);
        await ClientPrograms.RunAsync(exists, [Servers, .. keys]);
        await client.DeleteAsync(keys[^1], cancellationToken: Token);
        await Assert.ThrowsAsync<InvalidOperationException>(() => ClientPrograms.RunAsync(exists, [Servers, .. keys]));
    }

    private MemcachedClient NewClient() => servers.NewClient(static options => options.Distribution = MemcachedDistribution.Modula);

    private static Specimen[] Specimens(string name) => [.. Enumerable.Range(0, Keys).Select(i => new Specimen($":1:{name}:{i}", "text", $"värde {i} 値"))];
}
