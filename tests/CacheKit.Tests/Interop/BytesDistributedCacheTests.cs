using CacheKit.Conformance.Bytes;
using CacheKit.Conformance.Distributed;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Tests.Interop;

public sealed class BytesDistributedCacheTests : AliasDistributedCacheConformance
{
    private readonly BytesStore _server;

    public BytesDistributedCacheTests() => _server = new BytesStore(Clock);

    protected override void Configure(IDictionary<string, string?> settings)
    {
        settings["Backend"] = "bytes";
        settings["Options:CompressAbove"] = "200";
    }

    protected override void Register(ICacheKitBuilder builder) => builder.AddBackend("bytes", _ => new BytesBackend(_server));
}
