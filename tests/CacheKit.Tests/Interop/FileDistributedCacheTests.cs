using CacheKit.Conformance.Distributed;
using CacheKit.Tests.Backends.Files;

namespace CacheKit.Tests.Interop;

public sealed class FileDistributedCacheTests : AliasDistributedCacheConformance
{
    private readonly TemporaryDirectory _directory = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _directory.Dispose();
    }

    protected override void Configure(IDictionary<string, string?> settings)
    {
        settings["Backend"] = "file";
        settings["Location"] = _directory.Path;
    }
}
