using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CacheKit.Conformance.Distributed;

/// <summary>
/// What users of <see cref="IDistributedCache"/> rely on: the facts that .NET's own memory cache passes too. Inherit it,
/// or, for an alias of CacheKit, <see cref="AliasDistributedCacheConformance"/>.
/// </summary>
public abstract partial class DistributedCacheConformance : IAsyncLifetime
{
    private static readonly DistributedCacheEntryOptions _lasting = new() { AbsoluteExpirationRelativeToNow = TimeSpan.FromDays(1) };

    private readonly FakeTimeProvider _time = new();

    /// <summary>The cache, empty for each fact.</summary>
    protected abstract IDistributedCache Cache { get; }

    /// <summary>Where the cache takes its time from: as in <see cref="CacheConformance"/>.</summary>
    protected virtual TimeProvider Clock => _time;

    /// <summary>The lifetime of entries that facts see the end of; what is done within it takes no notable part of it.</summary>
    protected virtual TimeSpan Brief => TimeSpan.FromMinutes(2);

    /// <inheritdoc/>
    public virtual ValueTask InitializeAsync() => default;

    /// <inheritdoc/>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return default;
    }

    /// <summary>Lets a time pass: advances the clock, or, where the time is a server's, waits.</summary>
    protected virtual ValueTask PassAsync(TimeSpan time)
    {
        _time.Advance(time);
        return default;
    }

    /// <summary>Keys that some store might take for one another, or refuse.</summary>
    public static TheoryData<string> OddKeys { get; } =
    [
        "", " ", "key", "Key", "key ", " key", "a b", "a\tb", "a\nb", "\u0001", "a:b", "a#b", "é", "e\u0301", "日本語", "😀", "\ud83d", "\ude00",
        new string('k', 100), new string('k', 101), new string('k', 2000), "GET\u001eHTTP\u001e*:80/\u001fx", "*", "?", "%", "a\0b",
    ];

    /// <summary>The bytes 0 to 255, as often as it takes.</summary>
    protected static byte[] Bytes(int length)
    {
        byte[] bytes = new byte[length];
        for (int index = 0; index < length; index++)
            bytes[index] = (byte)index;
        return bytes;
    }

    /// <summary>Ends after that time.</summary>
    protected static DistributedCacheEntryOptions EndsIn(TimeSpan time) => new() { AbsoluteExpirationRelativeToNow = time };

    /// <summary>Ends after that time without use.</summary>
    protected static DistributedCacheEntryOptions Slides(TimeSpan window) => new() { SlidingExpiration = window };
}
