using CacheKit.Inspection;
using CacheKit.Keys;
using CacheKit.Serialization;
using CacheKit.Tests.Values;
using CacheKit.Values;

namespace CacheKit.Tests.Inspection;

public sealed class StoredEntryReaderTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_end_beyond_every_time_is_told_as_the_longest_there_is()
    {
        await using var bytes = new BytesHarness();
        using var payload = PooledPayloadWriter.Rent();
        ConditionalPayload.Write(long.MaxValue - 1, 0, [], [0x82, (byte)'v'], payload);
        bytes.Store.Replace(":1:k", payload.WrittenSpan);

        var entry = await new StoredEntryReader(Cache.Of(bytes.Cache)!.Context).ReadAsync(new CacheKey(":1:", "k"), Token);

        Assert.Equal("v", entry?.Value.Text);
        Assert.Equal(TimeSpan.MaxValue, entry?.TimeToLive);
    }
}
