using System.Buffers;
using CacheKit.Memcached.Tests.Servers;

namespace CacheKit.Memcached.Tests.CrossChecks;

/// <summary>CacheKit's client and Python's on the same three servers: what one stores the other finds, where it looks for it.</summary>
public sealed class PythonTests(ThreeServers servers) : IClassFixture<ThreeServers>
{
    private const int Keys = 1000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, MemcachedDistribution> Clients => new()
    {
        { "pymemcache", MemcachedDistribution.Rendezvous },
        { "pylibmc", MemcachedDistribution.Modula },
        { "pylibmc", MemcachedDistribution.Ketama },
        { "pylibmc", MemcachedDistribution.KetamaWeighted },
    };

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task What_it_stores_is_found_here_with_its_kind(string library, MemcachedDistribution distribution)
    {
        var other = await PythonClient.OpenAsync(library, distribution, Addresses(distribution));
        await using var client = NewClient(distribution);
        var specimens = Specimen.Many($"theirs-{distribution}", Keys);

        await other.SetAsync(specimens);

        var found = new SpecimenReceiver(specimens);
        await client.GetManyAsync(Array.ConvertAll(specimens, static specimen => (MemcachedKey)specimen.Key), found, cancellationToken: Token);
        Assert.Equal(specimens, found.Specimens);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task What_is_stored_here_it_finds_with_its_kind(string library, MemcachedDistribution distribution)
    {
        var other = await PythonClient.OpenAsync(library, distribution, Addresses(distribution));
        await using var client = NewClient(distribution);
        var specimens = Specimen.Many($"ours-{distribution}", Keys);

        await client.StoreManyAsync(
            Array.ConvertAll(specimens, static specimen => new MemcachedEntry(specimen.Key, new(specimen.Bytes), specimen.Flags)), cancellationToken: Token);

        Assert.Equal(specimens, await other.GetAsync(Array.ConvertAll(specimens, static specimen => specimen.Key)));
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Both_count_one_counter(string library, MemcachedDistribution distribution)
    {
        var other = await PythonClient.OpenAsync(library, distribution, Addresses(distribution));
        await using var client = NewClient(distribution);

        foreach (string key in Enumerable.Range(0, 5).Select(i => $":1:counter-{distribution}:{i}"))
        {
            await other.SetAsync([new(key, "integer", "5")]);
            Assert.Equal(7UL, await client.IncrementAsync(key, 2, cancellationToken: Token));
            Assert.Equal(10, await other.IncrementAsync(key, 3));
            Assert.Equal(9UL, await client.DecrementAsync(key, 1, cancellationToken: Token));
            Assert.Equal([new(key, "integer", "9")], Trimmed(await other.GetAsync([key])));
        }
    }

    private MemcachedClient NewClient(MemcachedDistribution distribution) => servers.NewClient(options =>
    {
        options.Distribution = distribution;
        options.Servers.Clear();
        foreach (string address in Addresses(distribution))
            options.Servers.Add(MemcachedServerAddress.Parse(address));
    });

    private IEnumerable<string> Addresses(MemcachedDistribution distribution) => servers.All.Select(
        (server, place) => distribution == MemcachedDistribution.KetamaWeighted ? $"{server.Location}:{place + 1}" : server.Location);

    // memcached leaves a blank behind a counter that has become shorter.
    private static IEnumerable<Specimen> Trimmed(IEnumerable<Specimen> specimens) =>
        specimens.Select(static specimen => specimen with { Text = specimen.Text.Trim() });

    private sealed class SpecimenReceiver(Specimen[] asked) : IMemcachedReceiver
    {
        public List<Specimen> Specimens { get; } = [];

        public void Receive(int index, in MemcachedGetResult result, in ReadOnlySequence<byte> value) =>
            Specimens.Add(Specimen.Found(asked[index].Key, value.ToArray(), result.Flags));
    }
}
