using CacheKit.Conformance;

namespace CacheKit.Tests.Backends.Files;

[BackendUnderTest(BackendTraits.StoresAnything | BackendTraits.KnowsTimeToLive | BackendTraits.CullsBeforeInserting | BackendTraits.SharedAcrossProcesses)]
public sealed class FileConformanceTests : CacheConformance
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
