using System.Buffers;
using CacheKit.Memcached.Tests.Servers;

namespace CacheKit.Memcached.Tests.Clients;

/// <summary>The client in the binary protocol, and what that cannot do.</summary>
public sealed class BinaryClientTests(BinaryServer server) : ClientFacts(server), IClassFixture<BinaryServer>
{
    [Fact]
    public async Task What_only_the_meta_protocol_can_do_is_refused()
    {
        var destination = new ArrayBufferWriter<byte>();

        await Assert.ThrowsAsync<NotSupportedException>(async () => await Client.MarkStaleAsync(Key, TimeSpan.FromMinutes(1), Token));
        await Assert.ThrowsAsync<NotSupportedException>(async () => await Client.GetAsync(Key, destination, new() { WithTimeToLive = true }, Token));
        await Assert.ThrowsAsync<NotSupportedException>(
            async () => await Client.GetAsync(Key, destination, new() { ReserveFor = TimeSpan.FromMinutes(1) }, Token));
        await Assert.ThrowsAsync<NotSupportedException>(
            async () => await Client.GetAsync(Key, destination, new() { RefreshWithin = TimeSpan.FromMinutes(1) }, Token));
    }
}
