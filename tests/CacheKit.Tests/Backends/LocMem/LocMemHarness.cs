using System.Buffers;
using System.Globalization;
using System.Text;
using CacheKit.Backends.LocMem;
using CacheKit.Keys;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Tests.Backends.LocMem;

/// <summary>A store of locmem with a clock that stands still until it is told, and the backend over it.</summary>
internal sealed class LocMemHarness : IDisposable
{
    public LocMemHarness(LocMemLimits limits, TimeProvider? time = null)
    {
        Store = new LocMemStore(time ?? Time);
        Backend = new LocMemBackend(Store, limits);
    }

    public FakeTimeProvider Time { get; } = new();

    public LocMemStore Store { get; }

    public LocMemBackend Backend { get; }

    public IReadOnlyList<(string Name, long Cost)> Held =>
        [.. Store.Scopes.SelectMany(scope => scope.Entries).Select(entry => (entry.Name, (long)entry.Cost))];

    public static CacheKey Key(string name, int version = 1) => new(string.Create(CultureInfo.InvariantCulture, $":{version}:"), name);

    public static ReadOnlySequence<byte> Payload(long number) => new(Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture)));

    public ValueTask SetAsync(string name, long number, TimeSpan? timeToLive = null) =>
        Backend.SetAsync(Key(name), Payload(number), timeToLive, CancellationToken.None);

    public async Task<long?> GetAsync(string name, int version = 1)
    {
        var payload = new ArrayBufferWriter<byte>();
        return await Backend.TryGetAsync(Key(name, version), payload, CancellationToken.None)
            ? long.Parse(payload.WrittenSpan, CultureInfo.InvariantCulture)
            : null;
    }

    public void Dispose() => Store.Dispose();
}
